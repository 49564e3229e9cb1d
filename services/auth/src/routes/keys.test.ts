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

describe('a rotation', () => {
  it('can be begun again: a key that waits is taken instead of a further one', async () => {
    await using auth = await AuthUnderTest.start()
    const token = await auth.operator()
    const first = await step(auth, token, '')
    const again = await step(auth, token, '')
    expect([first.status, again.status]).toEqual([201, 200])
    expect(again.body.kid).toBe(first.body.kid)
    expect(await published(auth)).toHaveLength(2)
    await step(auth, token, `/${first.body.kid}/activate`)
    expect((await step(auth, token, '')).status).toBe(201)
  })

  it('waits for the longest token that the key has signed, also when they live shorter now', async () => {
    await using auth = await AuthUnderTest.start()
    const old = String(kidOf(await auth.operator()))
    auth.deps.tokenLifetimeMs = 10_000
    auth.store.signingKeys.noteTokenLifetime(10_000)
    const { kid } = (await step(auth, await auth.operator(), '')).body
    await step(auth, await auth.operator(), `/${kid}/activate`)
    auth.now += 600_000
    expect((await step(auth, await auth.operator(), `/${old}/retire`)).body.code).toBe('KEY_STILL_TRUSTED')
    auth.now += 60_000
    expect((await step(auth, await auth.operator(), `/${old}/retire`)).body.state).toBe('retired')
    const next = (await step(auth, await auth.operator(), '')).body.kid
    await step(auth, await auth.operator(), `/${next}/activate`)
    auth.now += 70_000
    expect((await step(auth, await auth.operator(), `/${kid}/retire`)).body.state).toBe('retired')
  })
})

describe('a revocation', () => {
  it('says beforehand whom it refuses, and then refuses those', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const kid = String(kidOf(owner.access_token))
    const mia = await auth.person(owner.access_token, 'mia')
    auth.now += 700_000
    const ann = await auth.person(await auth.operator(), 'ann')
    const affected = await auth.call('GET', `/keys/${kid}/affected`, { token: await auth.operator() })
    expect(affected.body).toEqual({
      kid,
      state: 'active',
      sessions: 1,
      users: [{ user_id: ann.user_id, username: 'ann', sessions: 1 }],
      bots: [],
    })
    expect(await auth.standing(ann.access_token)).toBe(200)
    const revoked = await auth.call('POST', `/keys/${kid}/revoke`, { token: await auth.operator() })
    expect(revoked.body).toMatchObject({ sessions_affected: 1 })
    expect(await auth.standing(ann.access_token)).toBe('TOKEN_INVALID')
    expect((await auth.refresh(ann.refresh_token)).status).toBe(200)
    expect((await auth.refresh(mia.refresh_token)).status).toBe(200)
  })
})
