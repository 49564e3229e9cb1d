import type { ChatEvent } from '@bartab/sdk/schemas'
import { expect, test } from 'vitest'
import { firstUnread } from './unread-line.ts'

const event = (event_id: string, type: string, content: ChatEvent['content'] = {}): ChatEvent => ({
  event_id,
  type,
  room_id: 'R',
  sender: 'A',
  origin_server_ts: 1,
  content,
})
const edit = { 'm.relates_to': { rel_type: 'm.replace', event_id: 'a' } }
const events = [
  event('a', 'm.room.message'),
  event('b', 'm.room.message'),
  event('c', 'm.reaction'),
  event('d', 'm.room.message', edit),
  event('e', 'm.room.encrypted'),
]

test('messages alone are counted, edits and reactions are not', () => {
  expect(firstUnread(events, 1)).toBe('e')
  expect(firstUnread(events, 2)).toBe('b')
})

test('there is no line where all is read, or where it lies further back', () => {
  expect(firstUnread(events, 0)).toBeUndefined()
  expect(firstUnread(events, 4)).toBeUndefined()
})
