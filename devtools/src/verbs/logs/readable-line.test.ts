import { plainPaint } from '@bartab/kit/cli'
import { expect, test } from 'vitest'
import { logRecord } from './log-record.ts'
import { readableLine } from './readable-line.ts'

const shown = (text: string) => readableLine(logRecord({ service: 'chat', text }), 7, plainPaint)

test.each([
  [
    '{"level":30,"time":1800000000123,"pid":7,"hostname":"h","name":"chat","method":"GET","route":"/x/:id","path":"/x/1","status":200,"ms":3,"request_id":"r1","msg":"request"}',
    '2027-01-15 08:00:00.123 chat    info  GET /x/1 200 3 ms req=r1',
  ],
  [
    '{"level":"warn","time":"2027-01-15T08:00:00.123Z","msg":"slow","room":"a"}',
    '2027-01-15 08:00:00.123 chat    warn  slow room=a',
  ],
  [
    '{"level":50,"time":1800000000123,"err":{"type":"RangeError","message":"too far"},"msg":"failed"}',
    '2027-01-15 08:00:00.123 chat    error failed RangeError: too far',
  ],
  ['no time at all', '                        chat          no time at all'],
])('%s is shown as %s', (text, line) => {
  expect(shown(text)).toBe(line)
})
