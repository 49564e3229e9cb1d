import { hash } from '@node-rs/argon2'
import { describe, expect, it } from 'vitest'
import { AuthUnderTest, password } from '../../test/auth-under-test.ts'

describe('login', () => {
  it('opens a session of its own, however the name is written', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const answer = await auth.login('OLGA')
    expect(answer.status).toBe(200)
    expect(answer.body.user_id).toBe(owner.user_id)
    expect(answer.body.session_id).not.toBe(owner.session_id)
  })

  it('says the same of a wrong password and of a name that nobody has', async () => {
    await using auth = await AuthUnderTest.start()
    await auth.owner()
    const wrong = await auth.login('olga', 'wrong password')
    const unknown = await auth.login('nobody')
    expect(wrong).toMatchObject({ status: 401, body: { code: 'LOGIN_FAILED' } })
    const { request_id: _1, ...first } = wrong.body as unknown as Record<string, unknown>
    const { request_id: _2, ...second } = unknown.body as unknown as Record<string, unknown>
    expect(second).toEqual(first)
  })

  it('hashes once for a wrong password and for a name that nobody has', async () => {
    await using auth = await AuthUnderTest.start()
    await auth.owner()
    const { passwords } = auth.deps
    const verified: unknown[] = []
    const verify = passwords.verify.bind(passwords)
    passwords.verify = (hashed, secret) => {
      verified.push(typeof hashed)
      return verify(hashed, secret)
    }
    await auth.login('olga', 'wrong password')
    await auth.login('nobody')
    expect(verified).toEqual(['string', 'undefined'])
  })

  it('is not for bots', async () => {
    await using auth = await AuthUnderTest.start()
    const { access_token: token } = await auth.owner()
    expect((await auth.call('POST', '/bots', { token, body: { name: 'echo' } })).status).toBe(201)
    expect((await auth.login('echo')).body.code).toBe('LOGIN_FAILED')
  })

  it('tells whoever knows the password that the account is disabled', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const mia = await auth.person(owner.access_token, 'mia')
    await auth.call('PATCH', `/users/${mia.user_id}`, { token: owner.access_token, body: { disabled: true } })
    expect((await auth.login('mia', 'wrong password')).body.code).toBe('LOGIN_FAILED')
    expect(await auth.login('mia')).toMatchObject({ status: 403, body: { code: 'ACCOUNT_DISABLED' } })
  })

  it('is slowed down for one account after ten wrong passwords, and not for another', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    await auth.person(owner.access_token, 'mia')
    for (let i = 0; i < 10; i++) expect((await auth.login('olga', 'wrong password')).status).toBe(401)
    const slowed = await auth.login('olga')
    expect(slowed).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } })
    expect(Number(slowed.headers['retry-after'])).toBeGreaterThan(0)
    expect((await auth.login('mia')).status).toBe(200)
    auth.now += 30_000
    expect((await auth.login('olga')).status).toBe(200)
  })

  it('makes the hash anew when it was made cheaper', async () => {
    await using auth = await AuthUnderTest.start()
    const { user_id } = await auth.owner()
    const [pepper] = auth.deps.pepper.versions()
    const cheap = await hash(password, { memoryCost: 32, timeCost: 1, secret: pepper?.key as Uint8Array })
    auth.store.users.change(user_id, { passwordHash: `${pepper?.id}.${cheap}` })
    expect((await auth.login('olga')).status).toBe(200)
    expect(auth.store.users.get(user_id)?.passwordHash).toContain('m=64,t=1')
    expect((await auth.login('olga')).status).toBe(200)
  })
})

describe('logout', () => {
  it('ends the session: neither its access token nor its refresh token is good any more', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const other = await auth.login('olga')
    expect((await auth.call('POST', '/logout', { token: owner.access_token })).status).toBe(204)
    expect(await auth.standing(owner.access_token)).toBe('TOKEN_REVOKED')
    expect((await auth.refresh(owner.refresh_token)).body.error).toBe('invalid_grant')
    expect(await auth.standing(other.body.access_token)).toBe(200)
  })
})
