import { expect, test } from 'vitest'
import { Allowance } from './allowance.ts'

const open = (held: Record<string, number> = {}, limits = { perPerson: 100, together: 150 }) =>
  new Allowance({
    ...limits,
    heldBy: (person) => held[person] ?? 0,
    heldByAll: () => Object.values(held).reduce((sum, bytes) => sum + bytes, 0),
  })

test('what is stored and what is on its way count together', () => {
  const allowance = open({ ann: 50 })
  allowance.reserve('ann', 30)
  expect(() => allowance.reserve('ann', 21)).toThrow(expect.objectContaining({ code: 'QUOTA_REACHED' }))
  allowance.reserve('ann', 20)
})

test('the server has a limit of its own', () => {
  const allowance = open({ ann: 90, bob: 50 })
  expect(() => allowance.reserve('eve', 11)).toThrow(expect.objectContaining({ code: 'STORAGE_QUOTA_REACHED' }))
  allowance.reserve('eve', 10)
})

test('what is disposed of is free again, and twice is once', () => {
  const allowance = open()
  const reservation = allowance.reserve('ann', 100)
  expect(() => allowance.reserve('ann', 1)).toThrow()
  reservation[Symbol.dispose]()
  reservation[Symbol.dispose]()
  allowance.reserve('ann', 100)
  expect(() => allowance.reserve('ann', 1)).toThrow()
})

test('an upload of unannounced size is judged when its size is known', () => {
  const allowance = open()
  const reservation = allowance.reserve('ann', 0)
  expect(() => reservation.settle(101)).toThrow(expect.objectContaining({ code: 'QUOTA_REACHED' }))
  reservation.settle(100)
  reservation.settle(60)
  allowance.reserve('ann', 40)
})

test('a limit of 0 is none', () => {
  open({}, { perPerson: 0, together: 0 }).reserve('ann', 2 ** 50)
})
