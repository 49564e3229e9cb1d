import { describe, expect, it } from 'vitest'
import { AuthUnderTest } from '../../test/auth-under-test.ts'

const hour = 3_600_000

describe('a clock that is set back', () => {
  it('logs nobody out: the token from the future is refused, its session refreshes', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    auth.now -= hour
    expect(await auth.standing(owner.access_token)).toBe('TOKEN_INVALID')
    const next = await auth.refresh(owner.refresh_token)
    expect(next.status).toBe(200)
    expect(await auth.standing(next.body.access_token)).toBe(200)
    expect((await auth.refresh(next.body.refresh_token)).status).toBe(200)
  })

  it('by less than the leeway is not noticed', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    auth.now -= 29_000
    expect(await auth.standing(owner.access_token)).toBe(200)
  })

  it('does not take a parallel refresh for a theft', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const first = await auth.refresh(owner.refresh_token)
    auth.now -= hour
    expect((await auth.refresh(owner.refresh_token)).body.refresh_token).toBe(first.body.refresh_token)
  })

  it('gives no second life to what was revoked', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const mia = await auth.person(owner.access_token, 'mia')
    const { user_id } = mia
    await auth.call('PATCH', `/users/${user_id}`, { token: owner.access_token, body: { disabled: true } })
    auth.now -= 20_000
    expect(await auth.standing(mia.access_token)).toBe('TOKEN_REVOKED')
    expect((await auth.refresh(mia.refresh_token)).status).toBe(400)
  })

  it('keeps the audit trail whole and the order of its lines', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    auth.now -= hour
    await auth.login('olga')
    const token = await auth.operator()
    const { body } = await auth.call('GET', '/audit/verify', { token })
    expect(body).toEqual({ lines: auth.store.audit.last()?.seq, head: auth.store.audit.last()?.hash.toString('hex') })
    expect(owner.user_id).not.toBe('')
  })
})

describe('a clock that is set forward', () => {
  it('ends access tokens, and no session before its time', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    auth.now += 24 * hour
    expect(await auth.standing(owner.access_token)).toBe('TOKEN_EXPIRED')
    expect((await auth.refresh(owner.refresh_token)).status).toBe(200)
  })
})
