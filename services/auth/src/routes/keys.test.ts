import type { JsonWebKeySet, RevokedKey, SigningKeySummary } from '@bartab/sdk/schemas'
import { decodeProtectedHeader } from 'jose'
import { describe, expect, it } from 'vitest'
import { AuthUnderTest } from '../../test/auth-under-test.ts'

const kidOf = (token: string) => decodeProtectedHeader(token).kid

async function published(auth: AuthUnderTest): Promise<string[]> {
  const { body } = await auth.call<JsonWebKeySet>('GET', '/.well-known/jwks.json')
  return body.keys.map(({ kid }) => kid)
}

async function step(auth: AuthUnderTest, token: string, path: string) {
  return auth.call<SigningKeySummary & { code?: string }>('POST', `/keys${path}`, { token })
}

describe('signing keys', () => {
  it('are published before they sign, and trusted until their last token is dead', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const oldKid = kidOf(owner.access_token)
    const token = owner.access_token
    auth.now += 1_000

    const { kid } = (await step(auth, token, '')).body
    expect(await published(auth)).toEqual([kid, oldKid])
    expect(kidOf(await auth.operator())).toBe(oldKid)

    expect((await step(auth, token, `/${kid}/activate`)).body.state).toBe('active')
    expect((await step(auth, token, `/${kid}/activate`)).body.state).toBe('active')
    expect(kidOf(await auth.operator())).toBe(kid)
    expect(await auth.standing(token)).toBe(200)

    auth.now += 600_000
    const tooSoon = await step(auth, await auth.operator(), `/${oldKid}/retire`)
    expect(tooSoon).toMatchObject({ status: 409, body: { code: 'KEY_STILL_TRUSTED' } })
    expect(tooSoon.headers['retry-after']).toBe('60')

    auth.now += 60_000
    expect((await step(auth, await auth.operator(), `/${oldKid}/retire`)).body.state).toBe('retired')
    expect(await published(auth)).toEqual([kid])
    expect(auth.store.signingKeys.get(String(oldKid))?.privateJwe).toBeNull()
  })

  it('that sign cannot be retired, and those that retired cannot sign again', async () => {
    await using auth = await AuthUnderTest.start()
    const token = await auth.operator()
    const active = String(kidOf(token))
    expect((await step(auth, token, `/${active}/retire`)).body.code).toBe('KEY_STATE_WRONG')
    const { kid } = (await step(auth, token, '')).body
    expect((await step(auth, token, `/${kid}/retire`)).body.state).toBe('retired')
    expect((await step(auth, token, `/${kid}/activate`)).body.code).toBe('KEY_STATE_WRONG')
    expect((await step(auth, token, '/unknown/activate')).body.code).toBe('KEY_NOT_FOUND')
    expect(await published(auth)).toEqual([active])
  })

  it('that are revoked take their tokens with them at once; people refresh and go on', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const kid = String(kidOf(owner.access_token))
    const answer = await auth.call<RevokedKey>('POST', `/keys/${kid}/revoke`, { token: owner.access_token })
    expect(answer).toMatchObject({ status: 200, body: { kid, sessions_affected: 1 } })
    expect(await auth.standing(owner.access_token)).toBe('TOKEN_INVALID')
    expect(await published(auth)).toEqual([answer.body.active_kid])
    const next = await auth.refresh(owner.refresh_token)
    expect(kidOf(next.body.access_token)).toBe(answer.body.active_kid)
    expect(await auth.standing(next.body.access_token)).toBe(200)
    expect((await auth.feed.poll(undefined, 0, AbortSignal.timeout(1_000))).revoked).toMatchObject([
      { kind: 'kid', value: kid },
    ])
  })

  it('lie in the database encrypted', async () => {
    await using auth = await AuthUnderTest.start()
    const [key] = auth.store.signingKeys.all()
    expect(key?.privateJwe?.split('.')).toHaveLength(5)
    expect(decodeProtectedHeader(String(key?.privateJwe))).toMatchObject({ alg: 'dir', enc: 'A256GCM', kid: key?.kid })
    expect(key?.publicJwk).not.toHaveProperty('d')
  })

  it('are not for members to see', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const { access_token: token } = await auth.person(owner.access_token, 'mia')
    expect((await auth.call('GET', '/keys', { token })).body.code).toBe('SCOPE_MISSING')
    expect((await step(auth, token, '')).body.code).toBe('SCOPE_MISSING')
    expect(auth.store.signingKeys.all()).toHaveLength(1)
  })
})
