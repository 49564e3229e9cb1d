import { describe, expect, it } from 'vitest'
import { AuthUnderTest, password } from '../../test/auth-under-test.ts'

describe('registering', () => {
  it('by an invite makes a member, who is logged in', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const { code } = await auth.invite(owner.access_token)
    const answer = await auth.register(code, 'Mia')
    expect(answer.status).toBe(201)
    expect(answer.body.scope).toBe('chat:read chat:write media:read media:write')
    expect(await auth.standing(answer.body.access_token)).toBe(200)
    expect((await auth.login('mia')).status).toBe(200)
  })

  it('with a code that nobody made is refused', async () => {
    await using auth = await AuthUnderTest.start()
    expect(await auth.register('made-up', 'eve')).toMatchObject({ status: 404, body: { code: 'INVITE_NOT_FOUND' } })
  })

  it('with an expired invite is refused', async () => {
    await using auth = await AuthUnderTest.start()
    const { access_token: token } = await auth.owner()
    const { code } = await auth.invite(token, { max_uses: 2, expires_in_s: 60 })
    auth.now += 59_999
    expect((await auth.register(code, 'mia')).status).toBe(201)
    auth.now += 1
    expect(await auth.register(code, 'max')).toMatchObject({ status: 410, body: { code: 'INVITE_EXPIRED' } })
    expect(auth.store.users.byName('max')).toBeUndefined()
  })

  it('works as often as the invite says', async () => {
    await using auth = await AuthUnderTest.start()
    const { access_token: token } = await auth.owner()
    const { code } = await auth.invite(token, { max_uses: 2 })
    const statuses = []
    for (const name of ['mia', 'max', 'moe']) statuses.push((await auth.register(code, name)).status)
    expect(statuses).toEqual([201, 201, 410])
    expect(auth.store.users.byName('moe')).toBeUndefined()
  })

  it('lets one of two in who use a single-use invite at the same moment', async () => {
    await using auth = await AuthUnderTest.start()
    const { access_token: token } = await auth.owner()
    const { code } = await auth.invite(token)
    const answers = await Promise.all(['mia', 'max'].map((name) => auth.register(code, name)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 410])
    expect(auth.store.users.page(undefined, 10)).toHaveLength(2)
    expect(auth.store.invites.all()).toMatchObject([{ uses: 1 }])
  })

  it('does not use the invite up when the name is taken', async () => {
    await using auth = await AuthUnderTest.start()
    const { access_token: token } = await auth.owner()
    const { code } = await auth.invite(token)
    expect(await auth.register(code, 'OLGA')).toMatchObject({ status: 409, body: { code: 'USERNAME_TAKEN' } })
    expect((await auth.register(code, 'mia')).status).toBe(201)
  })

  it('gives a name to one of two who want it at the same moment', async () => {
    await using auth = await AuthUnderTest.start()
    const { access_token: token } = await auth.owner()
    const { code } = await auth.invite(token, { max_uses: 2 })
    const answers = await Promise.all(['mia', 'mia'].map((name) => auth.register(code, name)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
    expect(auth.store.invites.all()).toMatchObject([{ uses: 1 }])
  })

  it('by an invite of somebody who was disabled since is refused', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const admin = await auth.person(owner.access_token, 'ada', { role: 'admin' })
    const { code } = await auth.invite(admin.access_token)
    const disable = { token: owner.access_token, body: { disabled: true } }
    expect((await auth.call('PATCH', `/users/${admin.user_id}`, disable)).status).toBe(200)
    expect(await auth.register(code, 'eve')).toMatchObject({ status: 410, body: { code: 'INVITE_REVOKED' } })
  })

  it('remembers the rooms of the invite until chat has been told', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const room_ids = ['01J00000000000000000000000', '01J00000000000000000000001']
    const { user_id } = await auth.person(owner.access_token, 'mia', { room_ids })
    const due = auth.store.roomJoins.due(auth.now, 10)
    expect(due.map(({ userId, roomId, inviterId }) => [userId, roomId, inviterId])).toEqual(
      room_ids.map((roomId) => [user_id, roomId, owner.user_id]),
    )
    expect(auth.chatWorkAnnounced).toBe(1)
  })

  it.each([
    ['USERNAME_INVALID', { username: 'no spaces please' }],
    ['PASSWORD_REFUSED', { password: 'short' }],
    ['DISPLAY_NAME_INVALID', { display_name: 'turned\u202earound' }],
  ])('is refused with %s and stores nothing', async (code, slip) => {
    await using auth = await AuthUnderTest.start()
    const { access_token: token } = await auth.owner()
    const invite = await auth.invite(token)
    const body = { invite: invite.code, username: 'mia', password, ...slip }
    expect(await auth.call('POST', '/register', { body })).toMatchObject({ status: 400, body: { code } })
    expect(auth.store.users.page(undefined, 10)).toHaveLength(1)
    expect(auth.store.invites.all()).toMatchObject([{ uses: 0 }])
  })
})
