import { expect, test } from 'vitest'
import { entityTag, matchesAny, rangeStands } from './entity-tag.ts'

const tag = entityTag('ab'.repeat(32))

test('a tag is quoted and says its algorithm', () => {
  expect(tag).toBe(`"sha256:${'ab'.repeat(32)}"`)
})

test.each([
  ['the tag itself', tag, true],
  ['one of several', `"x", ${tag}`, true],
  ['a weak form of it', `W/${tag}`, true],
  ['any tag', '*', true],
  ['another tag', '"sha256:00"', false],
  ['nothing', undefined, false],
])('if-none-match with %s', (_name, header, expected) => {
  expect(matchesAny(header, tag)).toBe(expected)
})

test('a range stands without if-range and with the same tag, and falls with another or with a date', () => {
  expect(rangeStands(undefined, tag)).toBe(true)
  expect(rangeStands(tag, tag)).toBe(true)
  expect(rangeStands(`W/${tag}`, tag)).toBe(false)
  expect(rangeStands('Sun, 22 Nov 2026 20:00:00 GMT', tag)).toBe(false)
})
