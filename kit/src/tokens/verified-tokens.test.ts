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
