import { createInternalServer, Lifecycle, Metrics, Readiness, type RevocationFeed } from '@bartab/kit'
import { describe, expect, it } from 'vitest'
import { AuthUnderTest } from '../../test/auth-under-test.ts'
import { revocationRoutes } from './revocations.ts'

function feedOf(auth: AuthUnderTest) {
  const internal = createInternalServer({
    metrics: new Metrics(),
    readiness: new Readiness(),
    lifecycle: new Lifecycle(),
  })
  revocationRoutes(internal, auth.feed)
  return async (query: string) => {
    const answer = await internal.inject({ method: 'GET', url: `/revocations?${query}` })
    return { status: answer.statusCode, body: answer.json<RevocationFeed>() }
  }
}

describe('the feed of revocations', () => {
  it('begins with a cursor and with what still matters', async () => {
    await using auth = await AuthUnderTest.start()
    const poll = feedOf(auth)
    const owner = await auth.owner()
    expect((await poll('timeout=0')).body).toEqual({ next: 'epoch.0', revoked: [] })
    await auth.call('POST', '/logout', { token: owner.access_token })
    expect((await poll('timeout=0')).body).toEqual({
      next: 'epoch.1',
      revoked: [{ kind: 'sid', value: owner.session_id, revoked_ts: auth.now, expires_ts: auth.now + 660_000 }],
    })
    auth.now += 660_000
    expect((await poll('timeout=0')).body).toEqual({ next: 'epoch.1', revoked: [] })
  })

  it('holds a poll until something is revoked', async () => {
    await using auth = await AuthUnderTest.start()
    const poll = feedOf(auth)
    const owner = await auth.owner()
    const mia = await auth.person(owner.access_token, 'mia')
    const { next } = (await poll('timeout=0')).body
    let answered = false
    const held = poll(`since=${next}&timeout=60000`).finally(() => {
      answered = true
    })
    await auth.standing(owner.access_token)
    expect(answered).toBe(false)
    await auth.call('PATCH', `/users/${mia.user_id}`, { token: owner.access_token, body: { disabled: true } })
    const { body } = await held
    expect(body.revoked).toMatchObject([
      { kind: 'sid', value: mia.session_id },
      { kind: 'sub', value: mia.user_id },
    ])
    expect((await poll(`since=${body.next}&timeout=0`)).body).toEqual({ next: body.next, revoked: [] })
  })

  it('answers with everything to a cursor of another run', async () => {
    await using auth = await AuthUnderTest.start()
    const poll = feedOf(auth)
    const owner = await auth.owner()
    await auth.call('POST', '/logout', { token: owner.access_token })
    for (const since of ['other.1', 'epoch.x', 'nonsense']) {
      expect((await poll(`since=${since}&timeout=60000`)).body.revoked).toHaveLength(1)
    }
  })

  it('answers at once when it closes', async () => {
    await using auth = await AuthUnderTest.start()
    const poll = feedOf(auth)
    const { next } = (await poll('timeout=0')).body
    const held = poll(`since=${next}&timeout=60000`)
    await poll('timeout=0')
    auth.feed.close()
    expect((await held).body).toEqual({ next, revoked: [] })
  })

  it.each(['timeout=-1', 'timeout=60001', 'timeout=x', 'until=1'])('refuses %s', async (query) => {
    await using auth = await AuthUnderTest.start()
    expect((await feedOf(auth)(query)).status).toBe(400)
  })
})
