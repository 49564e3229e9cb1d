import type { SessionList, UserList } from '@bartab/sdk/schemas'
import { describe, expect, it } from 'vitest'
import { AuthUnderTest, issuer, password } from '../../test/auth-under-test.ts'

const avatar = '/media/v1/media/01J00000000000000000000000'

describe('one’s own account', () => {
  it('can get another display name and an avatar of this server', async () => {
    await using auth = await AuthUnderTest.start()
    const { access_token: token } = await auth.owner()
    const body = { display_name: ' Olga  L. ', avatar_url: `${issuer}${avatar}` }
    const changed = await auth.call('PATCH', '/me', { token, body })
    expect(changed).toMatchObject({ status: 200, body: { display_name: 'Olga L.', avatar_url: avatar } })
    const removed = await auth.call('PATCH', '/me', { token, body: { avatar_url: null } })
    expect(removed.body).not.toHaveProperty('avatar_url')
  })

  it.each([
    'https://tracker.example/p.gif',
    '//tracker.example/p',
    'javascript:alert(1)',
    `${avatar}/../x`,
    avatar.slice(1),
  ])('cannot get the avatar %s', async (avatar_url) => {
    await using auth = await AuthUnderTest.start()
    const { access_token: token } = await auth.owner()
    const answer = await auth.call('PATCH', '/me', { token, body: { avatar_url } })
    expect(answer).toMatchObject({ status: 400, body: { code: 'AVATAR_INVALID' } })
  })

  it('gets a new password from whoever knows the old one, and its other sessions end', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const other = await auth.login('olga')
    const body = { current_password: password, new_password: 'another horse battery' }
    expect((await auth.call('POST', '/me/password', { token: owner.access_token, body })).status).toBe(204)
    expect(await auth.standing(other.body.access_token)).toBe('TOKEN_REVOKED')
    expect(await auth.standing(owner.access_token)).toBe(200)
    expect((await auth.login('olga')).status).toBe(401)
    expect((await auth.login('olga', 'another horse battery')).status).toBe(200)
  })

  it.each([
    ['PASSWORD_WRONG', 403, { current_password: 'wrong password', new_password: 'another horse battery' }],
    ['PASSWORD_REFUSED', 400, { current_password: password, new_password: 'short' }],
  ])('keeps its password: %s', async (code, status, body) => {
    await using auth = await AuthUnderTest.start()
    const { access_token: token } = await auth.owner()
    expect(await auth.call('POST', '/me/password', { token, body })).toMatchObject({ status, body: { code } })
    expect((await auth.login('olga')).status).toBe(200)
  })
})

describe('sessions', () => {
  it('are listed with their device, the one that asks marked', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    auth.now += 1_000
    const body = { username: 'olga', password, device_name: 'Phone' }
    await auth.call('POST', '/login', { body, headers: { 'x-forwarded-for': '203.0.113.9' } })
    const list = await auth.call<SessionList>('GET', '/me/sessions', { token: owner.access_token })
    expect(list.body.sessions).toMatchObject([
      { device_name: 'Phone', current: false, last_address: '203.0.113.9' },
      { session_id: owner.session_id, current: true },
    ])
  })

  it('can be ended one by one by their owner', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const other = (await auth.login('olga')).body
    const url = `/me/sessions/${other.session_id}`
    expect((await auth.call('DELETE', url, { token: owner.access_token })).status).toBe(204)
    expect(await auth.standing(other.access_token)).toBe('TOKEN_REVOKED')
    const again = await auth.call('DELETE', url, { token: owner.access_token })
    expect(again).toMatchObject({ status: 404, body: { code: 'SESSION_NOT_FOUND' } })
  })

  it('of others cannot be ended, and are not to be told from none', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const mia = await auth.person(owner.access_token, 'mia')
    const answer = await auth.call('DELETE', `/me/sessions/${owner.session_id}`, { token: mia.access_token })
    expect(answer).toMatchObject({ status: 404, body: { code: 'SESSION_NOT_FOUND' } })
    expect(await auth.standing(owner.access_token)).toBe(200)
  })
})

describe('users', () => {
  it('are shown to every member, page by page', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const mia = await auth.person(owner.access_token, 'mia')
    const first = await auth.call<UserList>('GET', '/users?limit=1', { token: mia.access_token })
    const from = String(first.body.next)
    const second = await auth.call<UserList>('GET', `/users?limit=1&from=${from}`, { token: mia.access_token })
    expect([...first.body.users, ...second.body.users].map(({ username }) => username)).toEqual(['olga', 'mia'])
    expect(second.body).not.toHaveProperty('next')
    const one = await auth.call('GET', `/users/${owner.user_id}`, { token: mia.access_token })
    expect(one.body).toEqual({ user_id: owner.user_id, username: 'olga', display_name: 'olga', role: 'owner' })
  })

  it('that are disabled are out at once, and back when they are enabled', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const mia = await auth.person(owner.access_token, 'mia')
    const url = `/users/${mia.user_id}`
    await auth.call('PATCH', url, { token: owner.access_token, body: { disabled: true } })
    expect(await auth.standing(mia.access_token)).toBe('TOKEN_REVOKED')
    expect((await auth.refresh(mia.refresh_token)).status).toBe(400)
    await auth.call('PATCH', url, { token: owner.access_token, body: { disabled: false } })
    expect(await auth.standing(mia.access_token)).toBe('TOKEN_REVOKED')
    expect(await auth.standing((await auth.login('mia')).body.access_token)).toBe(200)
  })

  it('are not changed by members, and the owner is not changed by anybody', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const ada = await auth.person(owner.access_token, 'ada', { role: 'admin' })
    const mia = await auth.person(owner.access_token, 'mia')
    const promote = { token: mia.access_token, body: { role: 'admin' } }
    expect((await auth.call('PATCH', `/users/${mia.user_id}`, promote)).body.code).toBe('SCOPE_MISSING')
    const depose = { token: ada.access_token, body: { disabled: true } }
    expect((await auth.call('PATCH', `/users/${owner.user_id}`, depose)).body.code).toBe('OWNER_PROTECTED')
    const crown = { token: ada.access_token, body: { role: 'owner' } }
    expect((await auth.call('PATCH', `/users/${mia.user_id}`, crown)).body.code).toBe('ROLE_UNKNOWN')
    expect(auth.store.users.page(undefined, 9).map(({ role }) => role)).toEqual(['owner', 'admin', 'member'])
  })
})
