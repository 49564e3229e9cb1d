import { expect, test } from 'vitest'
import { piecesOf, plainOf } from './light-markup.ts'

test.each([
  ['a **b** c', ['a ', { is: 'strong', of: ['b'] }, ' c']],
  ['*a* and _b_', [{ is: 'em', of: ['a'] }, ' and ', { is: 'em', of: ['b'] }]],
  ['~~a **b**~~', [{ is: 'del', of: ['a ', { is: 'strong', of: ['b'] }] }]],
  ['`**a**`', [{ is: 'code', text: '**a**' }]],
  ['```ts\nlet a = `b`\n```', [{ is: 'pre', text: 'let a = `b`' }]],
  ['a\n> b\n> *c*\nd', ['a\n', { is: 'blockquote', of: ['b\n', { is: 'em', of: ['c'] }] }, 'd']],
  ['see https://example.org/a_b_c.', ['see ', { is: 'link', href: 'https://example.org/a_b_c' }, '.']],
  ['@ann, hello', [{ is: 'mention', text: '@ann' }, ', hello']],
])('%j is read as it was meant', (text, pieces) => {
  expect(piecesOf(text)).toEqual(pieces)
})

test.each(['2 * 3 * 4', 'snake_case_name', 'a_b_', '** a **', '<b>a</b>', 'ann@example.org', 'a > b', '~a~', ''])(
  '%j stays as it was typed',
  (text) => {
    expect(piecesOf(text)).toEqual(text === '' ? [] : [text])
  },
)

test('in one line, the signs are left out and the words stay', () => {
  expect(plainOf('a **b _c_** `d` @ann https://example.org/\n> e')).toBe('a b c d @ann https://example.org/\ne')
})
