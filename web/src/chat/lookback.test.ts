import type { ChatEvent } from '@bartab/sdk/schemas'
import { expect, test } from 'vitest'
import type { RoomState } from './chat-state.ts'
import { lookbackAt, met, withNewer, withOlder } from './lookback.ts'

const event = (event_id: string): ChatEvent => ({
  event_id,
  type: 'm.room.message',
  room_id: 'R',
  sender: 'A',
  origin_server_ts: 1,
  content: {},
})
const events = (letters: string) => [...letters].map(event)
const ids = (of: readonly ChatEvent[] | undefined) => of?.map(({ event_id }) => event_id).join('')

const found = lookbackAt({ event: event('e'), before: events('dc'), after: events('f'), start: 's', end: 'n' })
const present = { info: { room_id: 'R' }, events: events('hij'), before: 'p' } as unknown as RoomState

test('what was found stands amid what was said around it', () => {
  expect(ids(found.events)).toBe('cdef')
  expect(found).toMatchObject({ roomId: 'R', target: 'e', before: 's', after: 'n' })
})

test('it goes on in both directions, up to the beginning of the room', () => {
  const older = withOlder(found, { chunk: events('ba'), start: 's' })
  expect(ids(older.events)).toBe('abcdef')
  expect(older.before).toBeUndefined()
  expect(ids(withNewer(older, { chunk: events('g'), start: 'n', end: 'n2' }).events)).toBe('abcdefg')
})

test('it joins the present once they have met, and not before', () => {
  expect(met(found, present)).toBeUndefined()
  const near = withNewer(found, { chunk: events('gh'), start: 'n', end: 'n2' })
  expect(ids(met(near, present)?.events)).toBe('cdefghij')
  expect(met(near, present)?.before).toBe('s')
})

test('a past of another room joins nothing', () => {
  const near = withNewer({ ...found, roomId: 'S' }, { chunk: events('gh'), start: 'n' })
  expect(met(near, present)).toBeUndefined()
})
