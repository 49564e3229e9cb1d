import { expect, test } from 'vitest'
import { emoji, emojiFor } from './emoji.ts'

test('every entry is one emoji, there once, with words', () => {
  for (const { sign, words } of emoji) {
    expect(sign).toMatch(/^\p{RGI_Emoji}$/v)
    expect(words).toMatch(/^[a-z][a-z ]+$/)
  }
  expect(new Set(emoji.map(({ sign }) => sign)).size).toBe(emoji.length)
})

test('an emoji is found by the beginning of any of its words, its first word first', () => {
  expect(
    emojiFor('pi')
      .map(({ sign }) => sign)
      .slice(0, 2),
  ).toEqual(['🍕', '📌'])
  expect(emojiFor('love')[0]?.sign).toBe('❤️')
  for (const none of ['xyz', 'ake']) expect(emojiFor(none)).toEqual([])
  expect(emojiFor('')).toHaveLength(emoji.length)
})
