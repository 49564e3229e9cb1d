import { expect, test } from 'vitest'
import { chooseThumbnailType } from './thumbnail-type.ts'

test.each([
  [undefined, 'image/webp'],
  ['*/*', 'image/webp'],
  ['image/avif,image/webp,image/apng,image/*,*/*;q=0.8', 'image/avif'],
  ['image/webp, */*', 'image/webp'],
  ['IMAGE/AVIF ; q=0.5', 'image/avif'],
  ['image/avif;q=0, */*', 'image/webp'],
  ['image/avif;q=0.0', 'image/webp'],
  ['text/html', 'image/webp'],
])('accept %j gets %s', (accept, type) => {
  expect(chooseThumbnailType(accept)).toBe(type)
})
