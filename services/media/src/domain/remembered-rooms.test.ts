import type { Caller } from '@bartab/kit'
import { beforeEach, describe, expect, test } from 'vitest'
import { RememberedRooms } from './remembered-rooms.ts'

const ann = { userId: 'ann', sessionId: 's1' } as Caller
const bob = { userId: 'bob', sessionId: 's2' } as Caller
let now: number
let asked: string[]
let members: Set<string>
let heard: boolean
let rooms: RememberedRooms
const times = { followedMs: 15_000, memberMs: 3000, outsiderMs: 1000, capacity: 2 }

beforeEach(() => {
  now = 0
  heard = false
  asked = []
  members = new Set(['ann'])
  const chat = {
    isMember: async (_roomId: string, { userId }: Caller) => {
      asked.push(userId)
      return members.has(userId)
    },
  }
  rooms = new RememberedRooms(chat, { clock: () => now, hears: () => heard, ...times })
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
    { clock: () => now, hears: () => heard, ...times },
  )
  await expect(flaky.isMember('bar', ann)).rejects.toThrow('down')
  down = false
  expect(await flaky.isMember('bar', ann)).toBe(true)
})

describe('while news come in', () => {
  const left = { room_id: 'bar', user_id: 'ann', member: false }

  beforeEach(() => {
    heard = true
  })

  test('an answer is believed for longer', async () => {
    await rooms.isMember('bar', ann)
    now = 14_999
    await rooms.isMember('bar', ann)
    expect(asked).toEqual(['ann'])
    now = 15_000
    await rooms.isMember('bar', ann)
    expect(asked).toEqual(['ann', 'ann'])
  })

  test('who leaves loses the room at once, in every session', async () => {
    const phone = { ...ann, sessionId: 's9' }
    for (const session of [ann, phone]) expect(await rooms.isMember('bar', session)).toBe(true)
    members.delete('ann')
    rooms.hear({ changes: [left] })
    for (const session of [ann, phone]) expect(await rooms.isMember('bar', session)).toBe(false)
  })

  test('who joins is let in at once', async () => {
    expect(await rooms.isMember('bar', bob)).toBe(false)
    members.add('bob')
    rooms.hear({ changes: [{ room_id: 'bar', user_id: 'bob', member: true }] })
    expect(await rooms.isMember('bar', bob)).toBe(true)
  })

  test.each([
    ['another person', { ...left, user_id: 'bob' }],
    ['another room', { ...left, room_id: 'foo' }],
    ['another room, with all in it', { room_id: 'ba', member: false }],
  ])('news of %s leave the answer standing', async (_name, change) => {
    await rooms.isMember('bar', ann)
    rooms.hear({ changes: [change] })
    await rooms.isMember('bar', ann)
    expect(asked).toEqual(['ann'])
  })

  test.each([
    ['the room was deleted', { changes: [{ room_id: 'bar', member: false }] }],
    ['it is not known what happened', { changes: [], reset: true }],
  ])('everybody is asked for anew when %s', async (_name, news) => {
    await rooms.isMember('bar', ann)
    rooms.hear(news)
    await rooms.isMember('bar', ann)
    expect(asked).toEqual(['ann', 'ann'])
  })

  test('the answer to a question from before the news is not kept, and nobody joins it', async () => {
    const before = Promise.withResolvers<boolean>()
    const answers = [before.promise, Promise.resolve(false)]
    const slow = new RememberedRooms(
      { isMember: () => answers.shift() ?? Promise.resolve(false) },
      { clock: () => now, hears: () => heard, ...times },
    )
    const first = slow.isMember('bar', ann)
    slow.hear({ changes: [left] })
    expect(await slow.isMember('bar', ann)).toBe(false)
    before.resolve(true)
    expect(await first).toBe(true)
    expect(await slow.isMember('bar', ann)).toBe(false)
  })

  test('when they stop, nothing that was remembered counts, and what comes is believed briefly', async () => {
    await rooms.isMember('bar', ann)
    heard = false
    rooms.forget()
    await rooms.isMember('bar', ann)
    now = 3000
    await rooms.isMember('bar', ann)
    expect(asked).toEqual(['ann', 'ann', 'ann'])
  })
})
