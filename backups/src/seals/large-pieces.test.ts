import { expect, it } from 'vitest'
import { LargePieces } from './large-pieces.ts'

it('small pieces are gathered into large ones, in their order, and the rest comes at the end', async () => {
  const small = Array.from({ length: 40 }, (_, n) => new Uint8Array(65_536).fill(n))
  const pieces = await Array.fromAsync(ReadableStream.from(small).pipeThrough(new LargePieces()))
  expect(pieces.map(({ length }) => length)).toEqual([1 << 20, 1 << 20, 8 * 65_536])
  expect(Buffer.concat(pieces).equals(Buffer.concat(small))).toBe(true)
})

it('nothing stays nothing', async () => {
  expect(await Array.fromAsync(ReadableStream.from([]).pipeThrough(new LargePieces()))).toEqual([])
})
