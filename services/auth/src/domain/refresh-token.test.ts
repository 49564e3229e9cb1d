import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  firstRefreshToken,
  parseRefreshToken,
  type RefreshToken,
  refreshTokenText,
  standingOf,
  successorOf,
} from './refresh-token.ts'
import { secretHash } from './secret-text.ts'

const key = Buffer.alloc(32, 1)
const sessionId = '01J00000000000000000000000'

function chainOf(length: number): RefreshToken[] {
  const chain = [firstRefreshToken(sessionId, randomBytes)]
  while (chain.length < length) chain.push(successorOf(chain.at(-1) as RefreshToken, key))
  return chain
}

const headOf = (token: RefreshToken) => ({
  refreshHash: secretHash(refreshTokenText(token)),
  refreshGeneration: token.generation,
})

describe('a refresh token', () => {
  it('stands as the newest, the one before, or an older one of its chain', () => {
    const [first, second, third] = chainOf(3) as [RefreshToken, RefreshToken, RefreshToken]
    const head = headOf(third)
    expect(standingOf(third, head, key)).toEqual({ kind: 'current', next: successorOf(third, key) })
    expect(standingOf(second, head, key)).toEqual({ kind: 'previous', next: third })
    expect(standingOf(first, head, key)).toEqual({ kind: 'older' })
  })

  it('of another chain, generation or key is unknown', () => {
    const [first, second] = chainOf(2) as [RefreshToken, RefreshToken]
    const head = headOf(second)
    expect(standingOf({ ...first, secret: 'A'.repeat(43) }, head, key).kind).toBe('unknown')
    expect(standingOf({ ...first, generation: 1 }, head, key).kind).toBe('unknown')
    expect(standingOf({ ...second, generation: 2 }, head, key).kind).toBe('unknown')
    expect(standingOf(first, head, Buffer.alloc(32, 2)).kind).toBe('unknown')
  })

  it('is read back from its text, and from no other text', () => {
    const [token] = chainOf(1) as [RefreshToken]
    const text = refreshTokenText(token)
    expect(parseRefreshToken(text)).toEqual(token)
    for (const other of [`${text} `, ` ${text}`, `${text}=`, text.replace('.0.', '.00.'), text.toLowerCase(), '']) {
      expect(parseRefreshToken(other)).toBeUndefined()
    }
  })

  it('is never mistaken for nonsense, whatever the nonsense', () => {
    fc.assert(fc.property(fc.string(), (text) => parseRefreshToken(text) === undefined))
  })
})
