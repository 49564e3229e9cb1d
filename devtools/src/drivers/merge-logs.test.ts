import { expect, test } from 'vitest'
import type { LogLine } from './driver.ts'
import { mergeTails } from './merge-logs.ts'

async function* log(service: string, ...texts: string[]): AsyncGenerator<LogLine> {
  for (const text of texts) yield { service, text }
}
const at = (time: number | string) => JSON.stringify({ level: 30, time, msg: 'x' })
const minute = 1_800_000_000_000

test('the tails of several logs are one, in the order of their times', async () => {
  const chat = log('chat', at(minute + 3), at(minute + 5))
  const auth = log('auth', at(minute + 1), '    at main.ts:3', at(minute + 4))
  const bot = log('bot', at(new Date(minute + 2).toISOString()))
  const lines = await Array.fromAsync(mergeTails([chat, auth, bot]))
  expect(lines.map(({ service, text }) => `${service} ${text.startsWith('{') ? '' : 'more'}`.trim())).toEqual([
    'auth',
    'auth more',
    'bot',
    'chat',
    'auth',
    'chat',
  ])
})
