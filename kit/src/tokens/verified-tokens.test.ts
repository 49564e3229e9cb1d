import { expect, test } from 'vitest'
import type { Caller } from './caller.ts'
import { VerifiedTokens } from './verified-tokens.ts'

const caller = (token: string, expiresAt = 1_000) => ({ token, expiresAt }) as Caller

test('a token is remembered until the moment it expires', () => {
  const verified = new VerifiedTokens(10)
  verified.add('a', caller('a'))
  expect(verified.get('a', 999)?.token).toBe('a')
  expect(verified.get('a', 1_000)).toBeUndefined()
  expect(verified.size).toBe(0)
})

test('the token that was not used for the longest time is forgotten first', () => {
  const verified = new VerifiedTokens(2)
  verified.add('a', caller('a'))
  verified.add('b', caller('b'))
  expect(verified.get('a', 0)).toBeDefined()
  verified.add('c', caller('c'))
  expect(verified.size).toBe(2)
  expect(verified.get('b', 0)).toBeUndefined()
  expect(verified.get('a', 0)).toBeDefined()
})

test('tokens that end alike are told apart, and one that expired stays forgotten', () => {
  const verified = new VerifiedTokens(10)
  verified.add('1.same-end', caller('1.same-end'))
  verified.add('2.same-end', caller('2.same-end', 2_000))
  for (const _ of [1, 2]) {
    for (const token of ['1.same-end', '2.same-end']) expect(verified.get(token, 0)?.token).toBe(token)
    expect(verified.get('3.same-end', 0)).toBeUndefined()
  }
  expect(verified.get('1.same-end', 0)).toBeDefined()
  expect([verified.get('1.same-end', 1_000), verified.get('1.same-end', 0)]).toEqual([undefined, undefined])
  expect(verified.get('2.same-end', 1_000)?.token).toBe('2.same-end')
})

test('ten thousand people who come in turn, again and again, are each verified once', () => {
  const verified = new VerifiedTokens()
  let checked = 0
  for (let turn = 0; turn < 3; turn++)
    for (let person = 0; person < 10_000; person++) {
      const token = `a.b.${String(person).padStart(8, '0')}`
      if (verified.get(token, 0) !== undefined) continue
      verified.add(token, caller(token))
      checked += 1
    }
  expect(checked).toBe(10_000)
})
