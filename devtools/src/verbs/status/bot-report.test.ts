import { expect, test } from 'vitest'
import type { ObservedService } from '../../plan/observed.ts'
import { botReport, botTable } from './bot-report.ts'

const bot = (said?: string): ObservedService => ({
  name: 'bot-echo',
  role: 'bot',
  handle: 'x',
  state: 'running',
  health: 'ready',
  hash: '',
  networks: [],
  restarts: 0,
  ...(said === undefined ? {} : { said }),
})
const said = JSON.stringify({
  status: 'ok',
  handled: 12,
  failed: 1,
  in_hand: 2,
  lag_ms: 9,
  memory_bytes: 64 * 1024 * 1024,
})

test('a bot says how many updates it handled, and what it takes', () => {
  expect(
    botTable([bot(said)])
      .at(-1)
      ?.trim()
      .split(/ {2,}/),
  ).toEqual(['bot-echo', '12', '1', '2', '9 ms', '64 MiB'])
  expect(botReport([bot(said)], 'bot-echo')).toMatchObject({ handled: 12, lag_ms: 9 })
})

test('of a bot that says nothing, or no JSON, there is no report', () => {
  expect(botTable([bot()])).toEqual([])
  expect(botReport([bot()], 'bot-echo')).toEqual({})
  expect(botReport([bot('hello')], 'bot-echo')).toEqual({})
})
