import { describe, expect, it } from 'vitest'
import { normaliseUsername } from './username.ts'

describe('a username', () => {
  it.each([
    ['Anna', 'anna'],
    ['ａｎｎａ', 'anna'],
    ['a.b_c-9', 'a.b_c-9'],
    ['ﬁona', 'fiona'],
    ['x'.repeat(32), 'x'.repeat(32)],
  ])('has one spelling: %s', (input, expected) => {
    expect(normaliseUsername(input)).toBe(expected)
  })

  it.each(['a', '', 'x'.repeat(33), 'an na', 'änna', 'аnna', 'anna\n', 'anna\u0000', 'an/na', 'anna\u202e'])(
    'that is not allowed is refused: %j',
    (input) => {
      expect(() => normaliseUsername(input)).toThrow(expect.objectContaining({ code: 'USERNAME_INVALID' }))
    },
  )
})
