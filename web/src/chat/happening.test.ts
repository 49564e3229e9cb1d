import type { ChatEvent } from '@bartab/sdk/schemas'
import { expect, test } from 'vitest'
import { sentenceOf } from './happening.ts'

const names: Record<string, string> = { A: 'Ann', B: 'Ben', operator: 'Operator' }
const say = (type: string, content: object, more: object = {}) =>
  sentenceOf({ type, content, sender: 'A', ...more } as unknown as ChatEvent, (id) => names[id] ?? id)
const member = (content: object, more: object = { state_key: 'B' }) => say('m.room.member', content, more)

test('people come and go', () => {
  expect(member({ membership: 'join', role: 'member' }, { state_key: 'A' })).toBe('Ann joined')
  expect(member({ membership: 'join', role: 'member' }, { sender: 'operator', state_key: 'B' })).toBe('Ben joined')
  expect(member({ membership: 'invite' })).toBe('Ann invited Ben')
  expect(member({ membership: 'leave' }, { state_key: 'A' })).toBe('Ann left')
  expect(member({ membership: 'leave', reason: 'too loud' })).toBe('Ann removed Ben: too loud')
  expect(member({ membership: 'ban' })).toBe('Ann banned Ben')
})

test('a change of what somebody may do is not told as their coming', () => {
  expect(member({ membership: 'join', role: 'moderator' })).toBe('Ann made Ben a moderator')
  expect(member({ membership: 'join', role: 'member', muted_until_ts: 9 })).toContain('Ann muted Ben until')
  expect(member({ membership: 'join', role: 'member' })).toBe('Ann changed what Ben may do here')
})

test('the room changes', () => {
  expect(say('m.room.topic', { topic: '' })).toBe('Ann took the topic away')
  expect(say('x.bartab.room.archived', { archived: false })).toBe('Ann opened the room again')
  expect(say('x.bartab.room.slow_mode', { seconds: 30 })).toContain('30 seconds')
  expect(say('m.room.retention', { days: 0 })).toContain('for ever')
})

test('what is not known is silent', () => {
  expect(say('x.game', {})).toBe('')
  expect(member({ membership: 7 })).toBe('')
})
