import { describe, expect, test } from 'vitest'
import { likenessOf, madeWhole } from './likeness.ts'

const long = 'what stands in all of the answers that a room of people is given. '.repeat(3)

/** What a reader makes of it. */
function read(before: string, text: string): string {
  const { like, own } = likenessOf(before, text) ?? { like: [0, 0] as const, own: text }
  return madeWhole(Buffer.from(before), like, Buffer.from(own)).toString()
}

describe('a body that is like the one before', () => {
  test.each([
    ['in the middle', `${long}1${long}`, `${long}23${long}`, '23'],
    ['at the end', `${long}1`, `${long}`, ''],
    ['at the start', `1${long}`, `2${long}`, '2'],
    ['nowhere', `${long}`, `${long}`, ''],
    ['by a repeated piece', `${long}aa${long}`, `${long}aaaa${long}`, 'aa'],
    ['in the second half of a letter', `${long}\u{1f40c}`, `${long}\u{1f40d}`, '\u{1f40d}'],
    ['in the first half of a letter', `\u{1f40c}${long}`, `\u{2040c}${long}`, '\u{2040c}'],
    ['behind letters of several bytes', `schön 🐌 ${long}1`, `schön 🐌 ${long}2`, '2'],
  ])('differs %s, and is made whole', (_where, before, text, own) => {
    expect(likenessOf(before, text)?.own).toBe(own)
    expect(read(before, text)).toBe(text)
  })

  test('is made whole whatever the two are', () => {
    const letters = ['a', 'b', 'ö', '中', '🐌', '🐍', '𠐌', long]
    const texts = Array.from({ length: 400 }, (_, no) =>
      Array.from({ length: no % 6 }, (_each, at) => letters[(no * 7 + at * no) % letters.length]).join(''),
    )
    for (const [at, text] of texts.entries()) expect(read(texts[(at * 37) % 400] as string, text)).toBe(text)
  })

  test('is said at length where little is spared', () => {
    expect(likenessOf('short', 'shore')).toBeUndefined()
    expect(likenessOf('', long)).toBeUndefined()
  })

  test('is refused where there was less before it', () => {
    expect(() => madeWhole(Buffer.from('abc'), [2, 2], Buffer.from('x'))).toThrow('more than there was')
  })
})
