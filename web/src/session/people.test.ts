import type { ChatEvent } from '@bartab/sdk/schemas'
import { expect, test } from 'vitest'
import { senderOf } from './people.ts'

const said = (sender: string, hook?: object) =>
  ({ sender, content: { body: 'x', ...(hook && { 'x.bartab.webhook': hook }) } }) as unknown as ChatEvent
const directory = {
  ANN: { user_id: 'ANN', username: 'ann', display_name: 'Ann', role: 'member' },
  BOT: { user_id: 'BOT', username: 'bot', display_name: 'Snail', role: 'bot' },
}

test('people and bots are called by their names', () => {
  expect(senderOf(directory, said('ANN'))).toEqual({ name: 'Ann' })
  expect(senderOf(directory, said('BOT'))).toEqual({ name: 'Snail', kind: 'bot' })
})

test('a webhook is called as it says', () => {
  expect(senderOf(directory, said('HOOK', { webhook_id: 'HOOK', name: 'Builds' }))).toEqual({
    name: 'Builds',
    kind: 'webhook',
  })
})

test('nobody else can call themselves anything', () => {
  expect(senderOf(directory, said('ANN', { webhook_id: 'ANN', name: 'Operator' }))).toEqual({ name: 'Ann' })
  expect(senderOf(directory, said('EVE1', { webhook_id: 'HOOK', name: 'Ann' })).name).toBe('…EVE1')
})
