import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { linesOf } from './lines-of.ts'

const whole = Buffer.from('{"a":"größe \u2028 🐌"}\n\n{"b":1}\nlast')

test.each([1, 2, 3, 7, 100])('pieces of %d bytes give the same lines', async (size) => {
  const pieces = Array.from({ length: Math.ceil(whole.length / size) }, (_, no) =>
    whole.subarray(no * size, (no + 1) * size),
  )
  expect(await Array.fromAsync(linesOf(Readable.from(pieces)))).toEqual([
    '{"a":"größe \u2028 🐌"}',
    '',
    '{"b":1}',
    'last',
  ])
})
