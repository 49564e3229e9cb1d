import type { InviteList } from '@bartab/sdk/schemas'
import { describe, expect, it } from 'vitest'
import { AuthUnderTest, issuer } from '../../test/auth-under-test.ts'

const room = '01J00000000000000000000000'

describe('an invite', () => {
  it('carries its code in the answer alone', async () => {
    await using auth = await AuthUnderTest.start()
    const { access_token: token } = await auth.owner()
    const invite = await auth.invite(token, { max_uses: 3, expires_in_s: 3_600, room_ids: [room], note: 'the club' })
    expect(invite.url).toBe(`${issuer}/#/invite?code=${invite.code}`)
    expect(invite.expires_ts).toBe(auth.now + 3_600_000)
    const { body } = await auth.call<InviteList>('GET', '/invites', { token })
    expect(body.invites).toMatchObject([
      { invite_id: invite.invite_id, max_uses: 3, uses: 0, room_ids: [room], note: 'the club', state: 'open' },
    ])
    expect(JSON.stringify(body)).not.toContain(invite.code)
    expect(JSON.stringify(auth.store.invites.all())).not.toContain(invite.code)
  })

  it('that names a room which its maker is not in is refused, and says which', async () => {
    await using auth = await AuthUnderTest.start()
    const { access_token: token } = await auth.owner()
    const foreign = '01J00000000000000000000001'
    auth.chat.isOpenTo = async (_token, roomId) => roomId === room
    const answer = await auth.call('POST', '/invites', { token, body: { room_ids: [room, foreign] } })
    expect(answer).toMatchObject({ status: 403, body: { code: 'INVITE_ROOM_CLOSED', room_ids: [foreign] } })
    expect(auth.store.invites.all()).toHaveLength(0)
    expect((await auth.invite(token, { room_ids: [room] })).code).toBeDefined()
  })

  it('with rooms waits for chat to be there', async () => {
    await using auth = await AuthUnderTest.start()
    const { access_token: token } = await auth.owner()
    auth.chat.isOpenTo = () => Promise.reject(new TypeError('fetch failed'))
    const answer = await auth.call('POST', '/invites', { token, body: { room_ids: [room] } })
    expect(answer).toMatchObject({ status: 503, body: { code: 'CHAT_UNREACHABLE' } })
    expect((await auth.call('POST', '/invites', { token, body: {} })).status).toBe(201)
  })

  it('is not for members to make, list or revoke', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const { access_token: token } = await auth.person(owner.access_token, 'mia')
    const refused = { status: 403, body: { code: 'SCOPE_MISSING' } }
    expect(await auth.call('POST', '/invites', { token, body: {} })).toMatchObject(refused)
    expect(await auth.call('GET', '/invites', { token })).toMatchObject(refused)
    expect(auth.store.invites.all()).toHaveLength(1)
  })

  it.each(['owner', 'bot', 'nobility'])('never carries the role %s', async (role) => {
    await using auth = await AuthUnderTest.start()
    const { access_token: token } = await auth.owner()
    const answer = await auth.call('POST', '/invites', { token, body: { role } })
    expect(answer).toMatchObject({ status: 400, body: { code: 'ROLE_UNKNOWN' } })
    expect(auth.store.invites.all()).toEqual([])
  })

  it('can be made by the operator before there is an owner', async () => {
    await using auth = await AuthUnderTest.start()
    const { code } = await auth.invite(await auth.operator(), { role: 'admin' })
    const { body } = await auth.register(code, 'ada')
    expect(body.scope.split(' ')).toContain('auth:admin')
  })

  it('that was revoked cannot be used, and revoking it again changes nothing', async () => {
    await using auth = await AuthUnderTest.start()
    const { access_token: token } = await auth.owner()
    const { invite_id, code } = await auth.invite(token)
    for (let i = 0; i < 2; i++) {
      expect((await auth.call('DELETE', `/invites/${invite_id}`, { token })).status).toBe(204)
    }
    expect(await auth.register(code, 'mia')).toMatchObject({ status: 410, body: { code: 'INVITE_REVOKED' } })
  })

  it('that does not exist cannot be revoked', async () => {
    await using auth = await AuthUnderTest.start()
    const { access_token: token } = await auth.owner()
    const answer = await auth.call('DELETE', `/invites/${room}`, { token })
    expect(answer).toMatchObject({ status: 404, body: { code: 'INVITE_NOT_FOUND' } })
  })
})
