import { describe, expect, test } from 'vitest'
import { parseRange } from './byte-range.ts'

const rows: [string, string | undefined, number, ReturnType<typeof parseRange>][] = [
  ['no header is the whole file', undefined, 100, 'whole'],
  ['a unit that we do not know is ignored', 'items=0-1', 100, 'whole'],
  ['a first and a last byte', 'bytes=0-9', 100, { first: 0, last: 9 }],
  ['one byte', 'bytes=99-99', 100, { first: 99, last: 99 }],
  ['an open end runs to the last byte', 'bytes=40-', 100, { first: 40, last: 99 }],
  ['an end beyond the file is cut to it', 'bytes=40-4000', 100, { first: 40, last: 99 }],
  ['a suffix counts from the end', 'bytes=-10', 100, { first: 90, last: 99 }],
  ['a suffix longer than the file is the file', 'bytes=-1000', 100, { first: 0, last: 99 }],
  [
    'the unit is matched without case, spaces around are allowed',
    ' Bytes = 0-9 '.replace(' =', '='),
    100,
    { first: 0, last: 9 },
  ],
  ['a start at the size is beyond the end', 'bytes=100-', 100, 'unsatisfiable'],
  ['a start beyond the end', 'bytes=500-600', 100, 'unsatisfiable'],
  ['a range that runs backwards is malformed, and ignored', 'bytes=9-3', 100, 'whole'],
  ['an empty suffix', 'bytes=-0', 100, 'unsatisfiable'],
  ['neither end is ignored', 'bytes=-', 100, 'whole'],
  ['several ranges', 'bytes=0-1,5-9', 100, 'unsatisfiable'],
  ['letters are ignored', 'bytes=a-b', 100, 'whole'],
  ['a word is ignored', 'bytes=abc', 100, 'whole'],
  ['nothing is ignored', 'bytes=', 100, 'whole'],
  ['a good range beside a malformed one is ignored', 'bytes=0-1,x', 100, 'whole'],
  ['an end of forty digits is cut to the file', `bytes=0-${'9'.repeat(40)}`, 100, { first: 0, last: 99 }],
  ['a start of forty digits', `bytes=${'9'.repeat(40)}-`, 100, 'unsatisfiable'],
  ['anything of an empty file', 'bytes=0-', 0, 'unsatisfiable'],
  ['a suffix of an empty file', 'bytes=-5', 0, 'unsatisfiable'],
]

describe('a range header', () => {
  test.each(rows)('%s', (_name, header, size, expected) => {
    expect(parseRange(header, size)).toEqual(expected)
  })
})
