import { describe, expect, it } from 'vitest'
import { cleanDisplayName } from './display-name.ts'

describe('a display name', () => {
  it.each([
    ['  Anna  Lee ', 'Anna Lee'],
    ['Zoë 🐌', 'Zoë 🐌'],
    ['山田 太郎', '山田 太郎'],
    ['👩‍🚀 Ada', '👩‍🚀 Ada'],
    ['🐌'.repeat(64), '🐌'.repeat(64)],
  ])('keeps what can be seen: %j', (input, expected) => {
    expect(cleanDisplayName(input)).toBe(expected)
  })

  it.each(['', '   ', 'a\u202eb', 'a\u2066b', 'a\u200fb', 'a\u0000b', 'a\u0007b', 'a\nb', 'x'.repeat(65), '\u200b'])(
    'that could not be seen, or would turn its surroundings, is refused: %j',
    (input) => {
      expect(() => cleanDisplayName(input)).toThrow(expect.objectContaining({ code: 'DISPLAY_NAME_INVALID' }))
    },
  )
})
