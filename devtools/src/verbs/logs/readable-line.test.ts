import { expect, test } from 'vitest'
import { readableLine } from './readable-line.ts'

test.each([
  ['{"level":30,"time":1800000000123,"msg":"up"}', '2027-01-15 08:00:00.123 {"level":30,"msg":"up"}'],
  [
    '{"level":"info","time":"2027-01-15T08:00:00.123Z","msg":"up"}',
    '2027-01-15 08:00:00.123 {"level":"info","msg":"up"}',
  ],
  ['no time at all', 'no time at all'],
])('%s is shown as %s', (text, shown) => {
  expect(readableLine(text)).toBe(shown)
})
