import { expect, test } from 'vitest'
import { type LogWishes, logFilter } from './log-filter.ts'
import { logRecord } from './log-record.ts'

const lines = [
  ['gateway', '{"level":30,"time":1000000000100,"request_id":"r1","msg":"request"}'],
  ['chat', '{"level":40,"time":1000000000200,"request_id":"r1","msg":"slow"}'],
  ['chat', '{"level":30,"time":1000000000300,"request_id":"r2","msg":"request"}'],
  ['chat', 'Error: no such table'],
  ['media', '{"level":50,"time":1000000000400,"req":{"id":"r1"},"msg":"failed"}'],
] as const
const kept = (wishes: LogWishes) => {
  const wanted = logFilter(wishes)
  return lines.flatMap(([service, text], at) => (wanted(logRecord({ service, text })) ? [at] : []))
}

test('one request is followed through all services, however they name it', () => {
  expect(kept({ requestId: 'r1' })).toEqual([0, 1, 4])
})

test('a level leaves out what is less severe, and keeps what has none', () => {
  expect(kept({ level: 'warn' })).toEqual([1, 3, 4])
})

test('what has no time is as old as the line before it', () => {
  expect(kept({ sinceTs: 1_000_000_000_250 })).toEqual([2, 3, 4])
})
