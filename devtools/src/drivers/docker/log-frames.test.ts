import { expect, test } from 'vitest'
import { readFrames, readLines } from './log-frames.ts'

function frame(stream: number, text: string | Buffer): Buffer {
  const header = Buffer.alloc(8)
  header[0] = stream
  header.writeUInt32BE(Buffer.byteLength(text), 4)
  return Buffer.concat([header, Buffer.from(text)])
}

test('lines are whole wherever the engine cut its chunks', async () => {
  const bytes = Buffer.concat([frame(1, 'one\ntw'), frame(2, 'problem\n'), frame(1, 'o\nthree')])
  for (const size of [1, 3, 7, 100]) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    )
    expect(await Array.fromAsync(readLines(readFrames(chunks)))).toEqual(['one', 'problem', 'two', 'three'])
  }
})

test('a letter of several bytes is whole, though two frames share it', async () => {
  const letter = Buffer.from('é')
  const frames = [frame(1, letter.subarray(0, 1)), frame(2, 'ä\n'), frame(1, letter.subarray(1))]
  expect(await Array.fromAsync(readLines(readFrames(frames)))).toEqual(['ä', 'é'])
})
