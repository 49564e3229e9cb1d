import type { Client } from '@bartab/sdk/client'
import type { ChatEvent } from '@bartab/sdk/schemas'
import { expect, test, vi } from 'vitest'
import type { ChatState } from '../chat/chat-state.ts'
import { Lookbacks } from './lookbacks.ts'
import { Observable } from './observable.ts'

const event = (event_id: string) => ({ event_id, room_id: 'R' }) as ChatEvent
const context = { event: event('b'), before: [event('a')], after: [event('c')], start: 's', end: 'n' }

function looking(present: string) {
  const rooms = { R: { info: { room_id: 'R' }, events: [...present].map(event), before: 'p' } }
  const chat = new Observable({ rooms, typing: {}, presence: {} } as unknown as ChatState)
  const messages = { context: vi.fn().mockResolvedValue(context), page: vi.fn() }
  return { chat, messages, lookbacks: new Lookbacks({ messages } as unknown as Client, chat) }
}

test('the past is looked at by itself, and the present stays as it is', async () => {
  const { chat, lookbacks } = looking('xyz')
  expect(await lookbacks.open('R', 'b')).toMatchObject({ event_id: 'b' })
  expect(lookbacks.current.value?.events).toHaveLength(3)
  expect(chat.value.rooms.R?.events).toHaveLength(3)
})

test('one goes on to the present, and is in it then', async () => {
  const { chat, lookbacks, messages } = looking('xyz')
  await lookbacks.open('R', 'b')
  messages.page.mockResolvedValue({ chunk: [event('d'), event('x')], start: 'n', end: 'n2' })
  await Promise.all([lookbacks.newer(), lookbacks.newer()])
  expect(messages.page).toHaveBeenCalledTimes(1)
  expect(messages.page).toHaveBeenCalledWith('R', { dir: 'f', from: 'n', limit: 50 })
  expect(lookbacks.current.value).toBeUndefined()
  expect(chat.value.rooms.R?.events.map(({ event_id }) => event_id).join('')).toBe('abcdxyz')
})

test('what lies near the present is shown in it at once', async () => {
  const { chat, lookbacks } = looking('cde')
  await lookbacks.open('R', 'b')
  expect(lookbacks.current.value).toBeUndefined()
  expect(chat.value.rooms.R).toMatchObject({ before: 's' })
})

test('a page that comes after one has left is dropped', async () => {
  const { lookbacks, messages } = looking('xyz')
  await lookbacks.open('R', 'b')
  messages.page.mockResolvedValue({ chunk: [event('0')], start: 's' })
  const paging = lookbacks.older()
  lookbacks.close()
  await paging
  expect(lookbacks.current.value).toBeUndefined()
})
