import { expect, test } from 'vitest'
import { FrameReader } from './frames.ts'

interface Frame {
  no: number
  bytes?: number
}

/** What is read of some pieces: each frame's number and the text behind it. */
function read(pieces: Buffer[], longestLine = 100): string[] {
  const reader = new FrameReader<Frame>(longestLine)
  const seen: string[] = []
  for (const piece of pieces) reader.read(piece, ({ no }, body) => seen.push(`${no} ${body}`))
  return seen
}

const bytes = Buffer.from('{"no":1}\n{"no":2,"bytes":8}\nsch\nön\n{"no":3,"bytes":0}\n{"no":4}\n')

test('frames are read alike however they are cut into pieces', () => {
  const whole = ['1 ', '2 sch\nön\n', '3 ', '4 ']
  expect(read([bytes])).toEqual(whole)
  for (let at = 1; at < bytes.length; at += 1)
    expect(read([bytes.subarray(0, at), bytes.subarray(at)]), `cut at ${at}`).toEqual(whole)
  expect(read([...bytes].map((each) => Buffer.from([each])))).toEqual(whole)
})

test('a line that is too long is refused, whole or not, and so is one that is no JSON', () => {
  expect(read([Buffer.from(`{"no":1}${' '.repeat(92)}\n`)])).toEqual(['1 '])
  expect(() => read([Buffer.from(`{"no":1}${' '.repeat(93)}\n`)])).toThrow('too long')
  expect(() => read([Buffer.from('x'.repeat(101))])).toThrow('too long')
  expect(() => read([Buffer.from('no\n')])).toThrow(SyntaxError)
})
