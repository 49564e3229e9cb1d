import type { ChatEvent, SyncAnswer, SyncRoom } from '@bartab/sdk/schemas'
import { expect, test } from 'vitest'
import { afterHistory, afterRead, afterSync, type ChatState, emptyChat, readersOf } from './chat-state.ts'

function event(event_id: string): ChatEvent {
  return {
    event_id,
    type: 'm.room.message',
    room_id: 'R',
    sender: 'A',
    origin_server_ts: 1,
    content: { body: event_id },
  }
}

function room(more: Partial<SyncRoom> = {}): SyncRoom {
  const fixed = {
    room_id: 'R',
    kind: 'public',
    name: 'bar',
    topic: '',
    created_ts: 0,
    last_ts: 0,
    member_count: 1,
  } as const
  return { ...fixed, membership: 'join', role: 'member', unread: 0, mentions: 0, limited: false, ...more }
}

function answer(more: Partial<SyncAnswer>): SyncAnswer {
  return { next_batch: 'c', events: [], rooms: {}, left: [], typing: {}, presence: {}, ...more }
}

const ids = (state: ChatState) => state.rooms.R?.events.map(({ event_id }) => event_id)

const first = afterSync(emptyChat, answer({ rooms: { R: room({ prev_batch: 'p1' }) }, events: [event('b')] }))

test('new events come after the known ones, each once', () => {
  expect(ids(afterSync(first, answer({ rooms: { R: room() }, events: [event('b'), event('c')] })))).toEqual(['b', 'c'])
})

test('a limited room drops what it had, and goes on from the new beginning', () => {
  const gap = answer({ rooms: { R: room({ limited: true, prev_batch: 'p9' }) }, events: [event('z')] })
  expect(ids(afterSync(first, gap))).toEqual(['z'])
  expect(afterSync(first, gap).rooms.R?.before).toBe('p9')
})

test('a room that is not limited keeps the place of its past', () => {
  expect(afterSync(first, answer({ rooms: { R: room({ prev_batch: 'p5' }) } })).rooms.R?.before).toBe('p1')
})

test('a rebase forgets everything', () => {
  const other = { ...room(), room_id: 'S' }
  expect(Object.keys(afterSync(first, answer({ rebase: true, rooms: { S: other } })).rooms)).toEqual(['S'])
})

test('a room that was left is gone', () => {
  expect(afterSync(first, answer({ left: ['R'] })).rooms).toEqual({})
})

test('an accepted invitation begins the room anew', () => {
  const invited = afterSync(emptyChat, answer({ rooms: { R: room({ membership: 'invite' }) } }))
  const joined = afterSync(invited, answer({ rooms: { R: room({ prev_batch: 'p2' }) }, events: [event('c')] }))
  expect(joined.rooms.R).toMatchObject({ before: 'p2', info: { membership: 'join' } })
})

test('a page of the past goes before what is known, oldest first', () => {
  const page = { chunk: [event('b'), event('a2'), event('a1')], start: 'p1', end: 'p0' }
  const more = afterHistory(first, 'R', 'p1', page)
  expect(ids(more)).toEqual(['a1', 'a2', 'b'])
  expect(more.rooms.R?.before).toBe('p0')
})

test('a page that was fetched from another place than the present one is dropped', () => {
  expect(afterHistory(first, 'R', 'p0', { chunk: [event('a')], start: 'p0' })).toBe(first)
})

test('the last page ends the past', () => {
  expect(afterHistory(first, 'R', 'p1', { chunk: [], start: 'p1' }).rooms.R?.before).toBeUndefined()
})

test('reading on lowers the counts of that room', () => {
  const unread = afterSync(first, answer({ rooms: { R: room({ unread: 3, mentions: 1 }) } }))
  expect(afterRead(unread, 'R', { unread: 0, mentions: 0 }).rooms.R?.info).toMatchObject({ unread: 0, mentions: 0 })
})

test('those who have read up to my last message are named; nobody is after what others said', () => {
  const read = afterSync(first, answer({ receipts: { R: { B: 'b', C: 'a' } } }))
  const later = afterSync(read, answer({ receipts: { R: { A: 'b' }, S: { C: 'b' } } }))
  expect(readersOf(later, 'R', 'A')).toEqual(['B'])
  expect(readersOf(later, 'R', 'B')).toEqual([])
})
