import { expect, test } from 'vitest'
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
