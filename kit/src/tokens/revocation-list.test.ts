import { beforeEach, expect, test } from 'vitest'
import { type Revocation, RevocationList } from './revocation-list.ts'

const caller = { tokenId: 't', sessionId: 's', userId: 'u', keyId: 'k', issuedAt: 1_000 }
let time: number
let list: RevocationList

beforeEach(() => {
  time = 5_000
  list = new RevocationList({ clock: () => time, capacity: 3 })
})

function revoke(kind: Revocation['kind'], value: string, { revoked_ts = 4_000, expires_ts = 9_000 } = {}) {
  list.apply({ revoked: [{ kind, value, revoked_ts, expires_ts }] })
}

test.each([
  ['jti', 't'],
  ['sid', 's'],
  ['sub', 'u'],
  ['kid', 'k'],
] as const)('a revoked %s is found', (kind, value) => {
  revoke(kind, 'another')
  expect(list.has(caller)).toBe(false)
  revoke(kind, value)
  expect(list.has(caller)).toBe(true)
})

test('an id of one kind is not mistaken for another kind', () => {
  revoke('jti', 's')
  revoke('sid', 'u')
  expect(list.has(caller)).toBe(false)
})

test('a person who was logged out everywhere may log in again', () => {
  revoke('sub', 'u', { revoked_ts: 4_000 })
  expect(list.has({ ...caller, issuedAt: 4_000 })).toBe(true)
  expect(list.has({ ...caller, issuedAt: 5_000 })).toBe(false)
})

test('an older revocation heard later does not weaken a newer one', () => {
  revoke('sub', 'u', { revoked_ts: 4_000, expires_ts: 9_000 })
  revoke('sub', 'u', { revoked_ts: 500, expires_ts: 6_000 })
  time = 7_000
  expect(list.has(caller)).toBe(true)
})

test('an entry ends when the tokens it concerns have died of themselves', () => {
  revoke('sid', 's', { expires_ts: 6_000 })
  time = 6_000
  expect(list.has(caller)).toBe(false)
})

test('it is bounded: the dead go first, then those that die soonest', () => {
  revoke('jti', 'dead', { expires_ts: 4_000 })
  revoke('sid', 's', { expires_ts: 9_000 })
  revoke('jti', 'soon', { expires_ts: 6_000 })
  revoke('jti', 'later', { expires_ts: 8_000 })
  expect(list.size).toBe(3)
  revoke('jti', 'latest', { expires_ts: 9_500 })
  expect(list.size).toBe(3)
  expect(list.has({ ...caller, sessionId: '', tokenId: 'soon' })).toBe(false)
  expect(list.has(caller)).toBe(true)
})
