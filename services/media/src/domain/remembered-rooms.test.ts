import type { Caller } from '@bartab/kit'
import { beforeEach, expect, test } from 'vitest'
import { RememberedRooms } from './remembered-rooms.ts'

const ann = { userId: 'ann', sessionId: 's1' } as Caller
const bob = { userId: 'bob', sessionId: 's2' } as Caller
let now: number
let asked: string[]
let members: Set<string>
let rooms: RememberedRooms

beforeEach(() => {
  now = 0
  asked = []
  members = new Set(['ann'])
  const chat = {
    isMember: async (_roomId: string, { userId }: Caller) => {
      asked.push(userId)
      return members.has(userId)
    },
  }
  rooms = new RememberedRooms(chat, { clock: () => now, memberMs: 3000, outsiderMs: 1000, capacity: 2 })
})

test('a burst asks once, and the answer is believed for its time', async () => {
  expect(await Promise.all([rooms.isMember('bar', ann), rooms.isMember('bar', ann)])).toEqual([true, true])
  now = 2999
  expect(await rooms.isMember('bar', ann)).toBe(true)
  expect(asked).toEqual(['ann'])
})

test('who leaves loses the room when the answer has aged', async () => {
  expect(await rooms.isMember('bar', ann)).toBe(true)
  members.delete('ann')
  now = 3000
  expect(await rooms.isMember('bar', ann)).toBe(false)
})

test('who joins is let in sooner', async () => {
  expect(await rooms.isMember('bar', bob)).toBe(false)
  members.add('bob')
  now = 999
  expect(await rooms.isMember('bar', bob)).toBe(false)
  now = 1000
  expect(await rooms.isMember('bar', bob)).toBe(true)
})

test('one person never gets the answer of another', async () => {
  expect(await rooms.isMember('bar', ann)).toBe(true)
  expect(await rooms.isMember('bar', bob)).toBe(false)
})

test('no more answers are held than there is room for', async () => {
  for (const room of ['a', 'b', 'c']) await rooms.isMember(room, ann)
  asked = []
  await rooms.isMember('c', ann)
  expect(asked).toEqual([])
  await rooms.isMember('a', ann)
  expect(asked).toEqual(['ann'])
})

test('a failure is not remembered', async () => {
  let down = true
  const flaky = new RememberedRooms(
    { isMember: async () => (down ? Promise.reject(new Error('down')) : true) },
    { clock: () => now, memberMs: 3000, outsiderMs: 1000, capacity: 2 },
  )
  await expect(flaky.isMember('bar', ann)).rejects.toThrow('down')
  down = false
  expect(await flaky.isMember('bar', ann)).toBe(true)
})
