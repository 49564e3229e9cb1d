import type { AuditPage } from '@bartab/sdk/schemas'
import { describe, expect, it } from 'vitest'
import { AuthUnderTest } from '../../test/auth-under-test.ts'

describe('the audit trail', () => {
  it('says who did what to whom, from where, the newest first', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const { invite_id } = await auth.invite(owner.access_token)
    const { body } = await auth.call<AuditPage>('GET', '/audit?limit=2', { token: owner.access_token })
    expect(body.entries).toMatchObject([
      { actor: owner.user_id, action: 'invite.create', target: invite_id, address: '127.0.0.1' },
      { actor: owner.user_id, action: 'server.bootstrap', target: owner.user_id },
    ])
    const rest = await auth.call<AuditPage>('GET', `/audit?from=${body.next}`, { token: owner.access_token })
    expect(rest.body.entries.map(({ action }) => action)).toEqual(['key.activate', 'key.create'])
    expect(rest.body).not.toHaveProperty('next')
  })

  it('is not for members', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const { access_token: token } = await auth.person(owner.access_token, 'mia')
    expect((await auth.call('GET', '/audit', { token })).body.code).toBe('SCOPE_MISSING')
  })
})
