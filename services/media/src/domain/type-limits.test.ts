import { expect, test } from 'vitest'
import { readTypeLimit, refuseByType, typeLimitPattern } from './type-limits.ts'

const limits = ['image/*=100', 'image/gif=50', 'application/x-msdownload=0', '*=1000'].map(readTypeLimit)

test.each([
  ['image/png', 100, undefined],
  ['image/png', 101, 'MEDIA_TOO_LARGE'],
  ['image/gif', 51, 'MEDIA_TOO_LARGE'],
  ['application/x-msdownload', 1, 'MEDIA_TYPE_BARRED'],
  ['text/plain; charset=utf-8', 1000, undefined],
  ['text/plain; charset=utf-8', 1001, 'MEDIA_TOO_LARGE'],
])('%s of %d bytes: %s', (type, size, code) => {
  const judge = () => refuseByType(limits, type, size)
  if (code === undefined) judge()
  else expect(judge).toThrow(expect.objectContaining({ code }))
})

test('without limits everything is taken', () => refuseByType([], 'video/mp4', 2 ** 40))

test.each(['image/*', 'image=1', '=1', 'image/*=-1', 'a/b/c=1'])('%s is no limit', (text) => {
  expect(new RegExp(typeLimitPattern).test(text)).toBe(false)
})
