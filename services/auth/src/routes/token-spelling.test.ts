import type { TokenAnswer } from '@bartab/sdk/schemas'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AuthUnderTest } from '../../test/auth-under-test.ts'
import { parseRefreshToken, refreshTokenText } from '../domain/refresh-token.ts'

let auth: AuthUnderTest
let owner: TokenAnswer
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ %\t\n\0é'

beforeAll(async () => {
  auth = await AuthUnderTest.start()
  owner = await auth.owner()
})
afterAll(() => auth[Symbol.asyncDispose]())

/** A change of one place in a text: another letter, one more, or one less. */
const edit = fc.record({
  at: fc.nat(),
  letter: fc.constantFrom(...alphabet),
  how: fc.constantFrom('replace', 'insert', 'delete', 'swap', 'cut'),
})

function edited(text: string, { at, letter, how }: { at: number; letter: string; how: string }): string {
  const place = at % text.length
  const [before, here, after] = [text.slice(0, place), text.charAt(place), text.slice(place + 1)]
  switch (how) {
    case 'replace':
      return before + letter + after
    case 'insert':
      return before + letter + here + after
    case 'delete':
      return before + after
    case 'swap':
      return before + after.charAt(0) + here + after.slice(1)
    default:
      return before
  }
}

async function accepted(token: string): Promise<boolean> {
  return auth.deps.verifier.verify(token).then(
    () => true,
    () => false,
  )
}

describe('an access token', () => {
  it('is taken as it was issued, and in no other spelling', async () => {
    expect(await accepted(owner.access_token)).toBe(true)
    const edits = fc.array(edit, { minLength: 1, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(edits, async (changes) => {
        const other = changes.reduce(edited, owner.access_token)
        expect(await accepted(other)).toBe(other === owner.access_token)
      }),
      { numRuns: 500 },
    )
  })

  it('is not made by any text', async () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.base64String(), fc.json())
    const threeParts = fc.tuple(text, text, text).map((parts) => parts.join('.'))
    await fc.assert(
      fc.asyncProperty(fc.oneof(text, threeParts), async (token) => {
        expect(await accepted(token)).toBe(false)
      }),
      { numRuns: 500 },
    )
  })
})

describe('a refresh token', () => {
  it('is read as it was written, and in no other spelling', () => {
    const token = owner.refresh_token
    expect(parseRefreshToken(token)).toBeDefined()
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (changes) => {
        const other = changes.reduce(edited, token)
        const parsed = parseRefreshToken(other)
        if (parsed) expect(refreshTokenText(parsed)).toBe(other)
      }),
      { numRuns: 2_000 },
    )
  })

  it('that differs in one place is refused and ends nothing', async () => {
    await fc.assert(
      fc.asyncProperty(edit, async (change) => {
        const other = edited(owner.refresh_token, change)
        fc.pre(other !== owner.refresh_token)
        auth.now += 2_000
        expect((await auth.refresh(other)).status).toBe(400)
      }),
      { numRuns: 40 },
    )
    expect(auth.store.sessions.get(owner.session_id)?.endedTs).toBeNull()
  })
})
