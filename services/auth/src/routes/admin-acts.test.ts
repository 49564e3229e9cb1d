import type { AuditPage, CreatedRecovery, SecretVersions, TokenAnswer, UserProfile } from '@bartab/sdk/schemas'
import { describe, expect, it } from 'vitest'
import { AuthUnderTest, operatorSecret, password } from '../../test/auth-under-test.ts'

const other = 'another horse battery'

describe('a recovery link', () => {
  async function link(auth: AuthUnderTest, token: string, userId: string, body = {}) {
    return auth.call<CreatedRecovery & { code?: string }>('POST', `/users/${userId}/recovery`, { token, body })
  }
  const recover = (auth: AuthUnderTest, token: string, new_password = other) =>
    auth.call('POST', '/login/recover', { body: { token, new_password } })

  it('sets a new password once, and ends every session', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const mia = await auth.person(owner.access_token, 'mia')
    const { status, body } = await link(auth, owner.access_token, mia.user_id)
    expect(status).toBe(201)
    expect((await recover(auth, body.token)).status).toBe(204)
    expect((await auth.login('mia')).status).toBe(401)
    expect((await auth.login('mia', other)).status).toBe(200)
    expect(await auth.standing(mia.access_token)).toBe('TOKEN_REVOKED')
    expect((await auth.refresh(mia.refresh_token)).status).toBe(400)
    expect((await recover(auth, body.token)).body.code).toBe('RECOVERY_INVALID')
  })

  it('works as a page without scripts', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const mia = await auth.person(owner.access_token, 'mia')
    const { body } = await link(auth, owner.access_token, mia.user_id)
    const page = await auth.app.inject(new URL(body.url).pathname + new URL(body.url).search)
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain('mia')
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
    const send = (new_password: string) =>
      auth.app.inject({
        method: 'POST',
        url: '/auth/v1/login/recover/form',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ token: body.token, username: 'mia', new_password }).toString(),
      })
    expect(await send('short')).toMatchObject({ statusCode: 400, body: expect.stringContaining('role="alert"') })
    expect((await send(other)).statusCode).toBe(200)
    expect((await auth.login('mia', other)).status).toBe(200)
    expect((await send(other)).statusCode).toBe(403)
  })

  it('expires, and is replaced by the next', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const mia = await auth.person(owner.access_token, 'mia')
    const first = await link(auth, owner.access_token, mia.user_id, { expires_in_s: 300 })
    const second = await link(auth, owner.access_token, mia.user_id, { expires_in_s: 300 })
    expect((await recover(auth, first.body.token)).body.code).toBe('RECOVERY_INVALID')
    auth.now += 300_000
    expect((await recover(auth, second.body.token)).body.code).toBe('RECOVERY_INVALID')
    expect((await auth.login('mia')).status).toBe(200)
  })

  it('is no way for an administrator to become the owner, or anybody who may do more', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const ann = await auth.person(owner.access_token, 'ann')
    const admin = await auth.person(owner.access_token, 'adam', { role: 'admin' })
    expect((await link(auth, admin.access_token, owner.user_id)).body.code).toBe('OWNER_PROTECTED')
    await auth.call('PUT', '/roles/clerk', { token: owner.access_token, body: { scopes: ['auth:admin'] } })
    const clerk = await auth.person(owner.access_token, 'carl', { role: 'clerk' })
    expect((await link(auth, clerk.access_token, admin.user_id)).body.code).toBe('ROLE_BEYOND_YOURS')
    expect((await link(auth, clerk.access_token, ann.user_id)).body.code).toBe('ROLE_BEYOND_YOURS')
    expect((await link(auth, admin.access_token, ann.user_id)).status).toBe(201)
    expect((await link(auth, await auth.operator(), owner.user_id)).status).toBe(201)
  })
})

describe('deleting an account', () => {
  it('ends its tokens, frees its name, and leaves an id that can still be shown', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const mia = await auth.person(owner.access_token, 'mia')
    const body = { display_name: 'Mia of the Sea' }
    await auth.call('PATCH', '/me', { token: mia.access_token, body })
    expect((await auth.call('DELETE', '/me', { token: mia.access_token })).status).toBe(204)
    expect(await auth.standing(mia.access_token)).toBe('TOKEN_REVOKED')
    expect((await auth.refresh(mia.refresh_token)).status).toBe(400)
    expect((await auth.login('mia')).status).toBe(401)
    const token = owner.access_token
    const left = await auth.call<UserProfile>('GET', `/users/${mia.user_id}`, { token })
    expect(left.body).toMatchObject({ user_id: mia.user_id, display_name: 'Deleted account', deleted: true })
    expect(JSON.stringify(left.body)).not.toMatch(/mia/i)
    const list = await auth.call<{ users: UserProfile[] }>('GET', '/users', { token })
    expect(list.body.users.map(({ username }) => username)).toEqual(['olga'])
    const again = await auth.person(token, 'mia')
    expect(again.user_id).not.toBe(mia.user_id)
  })

  it('is possible for administrators, and not of the owner', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const mia = await auth.person(owner.access_token, 'mia')
    const admin = await auth.person(owner.access_token, 'adam', { role: 'admin' })
    const token = admin.access_token
    expect((await auth.call('DELETE', `/users/${owner.user_id}`, { token })).body.code).toBe('OWNER_PROTECTED')
    expect((await auth.call('DELETE', '/me', { token: owner.access_token })).body.code).toBe('OWNER_PROTECTED')
    expect((await auth.call('DELETE', `/users/${mia.user_id}`, { token: mia.access_token })).status).toBe(403)
    expect((await auth.call('DELETE', `/users/${mia.user_id}`, { token })).status).toBe(204)
    expect((await auth.call('DELETE', `/users/${mia.user_id}`, { token })).body.code).toBe('USER_NOT_FOUND')
  })
})

describe('a role of one’s own', () => {
  it('gives its scopes to who has it, and other scopes once it changes', async () => {
    await using auth = await AuthUnderTest.start()
    const { access_token: token } = await auth.owner()
    const put = (scopes: string[]) => auth.call('PUT', '/roles/reader', { token, body: { scopes } })
    expect((await put(['chat:read'])).status).toBe(200)
    const rita = await auth.person(token, 'rita', { role: 'reader' })
    expect(rita.scope).toBe('chat:read')
    await put(['chat:read', 'media:read'])
    expect(await auth.standing(rita.access_token)).toBe('TOKEN_REVOKED')
    expect((await auth.refresh(rita.refresh_token)).body.scope).toBe('chat:read media:read')
  })

  it('cannot be removed while somebody has it or may get it, and can be made anew', async () => {
    await using auth = await AuthUnderTest.start()
    const { access_token: token } = await auth.owner()
    const put = () => auth.call('PUT', '/roles/reader', { token, body: { scopes: ['chat:read'] } })
    const remove = () => auth.call('DELETE', '/roles/reader', { token })
    await put()
    const invite = await auth.invite(token, { role: 'reader' })
    expect((await remove()).body.code).toBe('ROLE_IN_USE')
    await auth.call('DELETE', `/invites/${invite.invite_id}`, { token })
    const rita = await auth.person(token, 'rita', { role: 'reader' })
    expect((await remove()).body.code).toBe('ROLE_IN_USE')
    await auth.call('PATCH', `/users/${rita.user_id}`, { token, body: { role: 'member' } })
    expect((await remove()).status).toBe(204)
    expect((await auth.call('POST', '/invites', { token, body: { role: 'reader' } })).body.code).toBe('ROLE_UNKNOWN')
    expect((await put()).status).toBe(200)
  })

  it.each(['owner', 'admin', 'member', 'bot'])('is not %s', async (name) => {
    await using auth = await AuthUnderTest.start()
    const token = await auth.operator()
    const body = { scopes: ['chat:read'] }
    expect((await auth.call('PUT', `/roles/${name}`, { token, body })).body.code).toBe('ROLE_BUILT_IN')
    expect((await auth.call('DELETE', `/roles/${name}`, { token })).body.code).toBe('ROLE_BUILT_IN')
  })

  it('has no scope that its maker lacks', async () => {
    await using auth = await AuthUnderTest.start()
    const { access_token: token } = await auth.owner()
    await auth.call('PUT', '/roles/clerk', { token, body: { scopes: ['auth:admin'] } })
    const clerk = await auth.person(token, 'carl', { role: 'clerk' })
    const body = { scopes: ['chat:admin'] }
    const refused = await auth.call('PUT', '/roles/more', { token: clerk.access_token, body })
    expect(refused.body.code).toBe('ROLE_BEYOND_YOURS')
    expect((await auth.call('PUT', '/roles/bots', { token, body: { scopes: ['bot'] } })).status).toBe(400)
  })
})

describe('sessions', () => {
  it('can be named, and all others ended at once', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const [two, three] = [(await auth.login('olga')).body, (await auth.login('olga')).body]
    const token = owner.access_token
    const body = { device_name: 'the tablet' }
    expect((await auth.call('PATCH', `/me/sessions/${two.session_id}`, { token, body })).body).toMatchObject(body)
    const mia = await auth.person(token, 'mia')
    expect((await auth.call('PATCH', `/me/sessions/${mia.session_id}`, { token, body })).status).toBe(404)
    expect((await auth.call('DELETE', '/me/sessions', { token })).body).toEqual({ ended: 2 })
    expect(await auth.standing(two.access_token)).toBe('TOKEN_REVOKED')
    expect(await auth.standing(three.access_token)).toBe('TOKEN_REVOKED')
    expect(await auth.standing(token)).toBe(200)
    expect(await auth.standing(mia.access_token)).toBe(200)
  })
})

describe("the operator's secret", () => {
  const tokenFor = (auth: AuthUnderTest, client_secret: string) => {
    const form = { grant_type: 'client_credentials', client_id: 'operator', client_secret }
    return auth.call<TokenAnswer & { error?: string }>('POST', '/oauth2/token', { form })
  }

  it('rotates: old and new are valid for ten minutes, then the old one is refused', async () => {
    await using auth = await AuthUnderTest.start()
    const token = await auth.operator()
    const rotated = await auth.call<SecretVersions>('POST', '/secrets/operator/rotate', { token, body: {} })
    expect(rotated.body.versions).toMatchObject([{ state: 'active' }, { until_ts: auth.now + 600_000 }])
    const again = await auth.call<SecretVersions>('POST', '/secrets/operator/rotate', { token, body: {} })
    expect(again.body.versions).toEqual(rotated.body.versions)
    const fresh = auth.deps.operatorSecret.versions()[0]?.text ?? ''
    expect(JSON.stringify(rotated.body)).not.toContain(fresh)
    expect((await tokenFor(auth, fresh)).status).toBe(200)
    expect((await tokenFor(auth, operatorSecret)).status).toBe(200)
    auth.now += 600_000
    expect((await tokenFor(auth, fresh)).status).toBe(200)
    expect(await tokenFor(auth, operatorSecret)).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
  })

  it('is retired earlier only by force, and both steps are in the audit trail', async () => {
    await using auth = await AuthUnderTest.start()
    const token = await auth.operator()
    await auth.call('POST', '/secrets/operator/rotate', { token, body: {} })
    const early = await auth.call('POST', '/secrets/operator/retire', { token, body: {} })
    expect(early).toMatchObject({ status: 409, body: { code: 'SECRET_STILL_USED' }, headers: { 'retry-after': '600' } })
    expect((await tokenFor(auth, operatorSecret)).status).toBe(200)
    await auth.call('POST', '/secrets/operator/retire', { token, body: { force: true } })
    expect((await tokenFor(auth, operatorSecret)).status).toBe(401)
    const { entries } = (await auth.call<AuditPage>('GET', '/audit', { token })).body
    expect(entries.slice(0, 2)).toMatchObject([
      { action: 'secret.retire', target: 'operator' },
      { action: 'secret.rotate', target: 'operator' },
    ])
  })
})

describe('the pepper', () => {
  it('rotates with two valid versions, and each login moves its hash to the new one', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    await auth.person(owner.access_token, 'mia')
    const call = (step: string, body = {}) =>
      auth.operator().then((token) => auth.call<SecretVersions>('POST', `/secrets/pepper/${step}`, { token, body }))
    expect((await call('retire')).body).toMatchObject({ code: 'SECRET_NOT_ROTATING' })
    const rotated = await call('rotate')
    expect(rotated.body.versions).toMatchObject([
      { state: 'active', in_use: 0 },
      { state: 'retiring', in_use: 2 },
    ])
    expect((await call('rotate')).body.versions).toEqual(rotated.body.versions)
    expect((await call('retire')).body).toMatchObject({ code: 'SECRET_STILL_USED', in_use: 2 })
    expect((await auth.login('olga')).status).toBe(200)
    expect((await auth.login('olga')).status).toBe(200)
    expect((await call('retire')).body).toMatchObject({ code: 'SECRET_STILL_USED', in_use: 1 })
    expect((await call('retire', { force: true })).body.versions).toMatchObject([{ state: 'active', in_use: 1 }])
    expect((await auth.login('olga')).status).toBe(200)
    expect((await auth.login('mia', password)).body.code).toBe('LOGIN_FAILED')
  })
})
