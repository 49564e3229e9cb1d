import { expect, test } from 'vitest'
import type { ChatState } from '../chat/chat-state.ts'
import { countOf } from './use-title.ts'

const chat = (...infos: object[]) =>
  ({ rooms: Object.fromEntries(infos.map((info, index) => [index, { info }])) }) as unknown as ChatState

test('the title counts what is unread, and says where one is meant', () => {
  expect(countOf(chat({ unread: 0, mentions: 0 }))).toBe('')
  expect(countOf(chat({ unread: 2, mentions: 0 }, { unread: 3, mentions: 0 }))).toBe('(5) ')
  expect(countOf(chat({ unread: 2, mentions: 1 }))).toBe('(@2) ')
  expect(countOf(chat({ unread: 1, mentions: 0, kind: 'direct' }))).toBe('(@1) ')
})
