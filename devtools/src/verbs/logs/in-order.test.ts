import { expect, test } from 'vitest'
import { inOrder } from './in-order.ts'
import { type LogRecord, logRecord } from './log-record.ts'

const line = (service: string, time: number, msg: string) =>
  logRecord({ service, text: JSON.stringify({ level: 30, time: 1_000_000_000_000 + time, msg }) })

async function* coming(records: readonly LogRecord[]): AsyncGenerator<LogRecord> {
  yield* records
}
const ordered = async (records: readonly LogRecord[]) => {
  const options = { holdMs: 5, clock: () => Date.now() }
  return await Array.fromAsync(inOrder(coming(records), options), ({ fields, text }) => fields?.['msg'] ?? text)
}

test('a line that comes later and was written earlier goes first', async () => {
  expect(await ordered([line('chat', 20, 'b'), line('auth', 10, 'a'), line('auth', 30, 'c')])).toEqual(['a', 'b', 'c'])
})

test('a line without a time stays behind the one of its own service', async () => {
  const trace = logRecord({ service: 'chat', text: '  at somewhere' })
  expect(await ordered([line('chat', 10, 'a'), trace, line('auth', 5, 'z')])).toEqual(['z', 'a', '  at somewhere'])
})

test('nothing is held for longer than it may be, though nothing more comes', async () => {
  async function* oneAndWait(): AsyncGenerator<LogRecord> {
    yield line('chat', 10, 'a')
    await new Promise(() => undefined)
  }
  const records = inOrder(oneAndWait(), { holdMs: 5, clock: () => Date.now() })
  expect((await records.next()).value?.fields?.['msg']).toBe('a')
})
