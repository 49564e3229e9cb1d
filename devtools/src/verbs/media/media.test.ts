import { expect, test } from 'vitest'
import { bytesText } from './bytes-text.ts'
import { mediaIdIn } from './media-id.ts'

const id = '01J00000000000000000000BAR'

test.each([
  [`/media/v1/media/${id}`, id],
  [`https://chat.example.org/media/v1/media/${id}/thumb?size=96`, id],
  [`/media/v1/media/${id}X`, undefined],
  ['https://elsewhere.example/a.png', undefined],
  ['', undefined],
])('%s names %s', (url, expected) => {
  expect(mediaIdIn(url)).toBe(expected)
})

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1.0 kB'],
  [1_234_567, '1.2 MB'],
  [2 * 10 ** 18, '2000.0 PB'],
])('%d bytes are %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text)
})
