import { describe, expect, it } from 'vitest'
import { AuthUnderTest } from '../../test/auth-under-test.ts'

const day = 86_400_000

describe('a refresh', () => {
  it('gives the next refresh token and a new access token of the same session', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    auth.now += 600_000
    const next = await auth.refresh(owner.refresh_token)
    expect(next).toMatchObject({ status: 200, body: { session_id: owner.session_id, user_id: owner.user_id } })
    expect(next.headers['cache-control']).toBe('no-store')
    expect(next.body.refresh_token).not.toBe(owner.refresh_token)
    auth.now += 60_000
    expect(await auth.standing(owner.access_token)).toBe('TOKEN_EXPIRED')
    expect(await auth.standing(next.body.access_token)).toBe(200)
  })

  it('works in JSON as well', async () => {
    await using auth = await AuthUnderTest.start()
    const { refresh_token } = await auth.owner()
    const body = { grant_type: 'refresh_token', refresh_token }
    expect((await auth.call('POST', '/oauth2/token', { body })).status).toBe(200)
  })

  it('by several tabs at once gives them all the same successor', async () => {
    await using auth = await AuthUnderTest.start()
    const { refresh_token } = await auth.owner()
    const answers = await Promise.all([1, 2, 3].map(() => auth.refresh(refresh_token)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(new Set(answers.map(({ body }) => body.refresh_token)).size).toBe(1)
    expect((await auth.refresh(String(answers[0]?.body.refresh_token))).status).toBe(200)
  })

  it('with a used token is answered with the same successor for 20 s', async () => {
    await using auth = await AuthUnderTest.start()
    const { refresh_token } = await auth.owner()
    const first = await auth.refresh(refresh_token)
    auth.now += 20_000
    const again = await auth.refresh(refresh_token)
    expect(again.status).toBe(200)
    expect(again.body.refresh_token).toBe(first.body.refresh_token)
  })

  it('with a used token after 20 s ends the session, also for whoever holds the newest token', async () => {
    await using auth = await AuthUnderTest.start()
    const { refresh_token } = await auth.owner()
    const next = await auth.refresh(refresh_token)
    expect(await auth.standing(next.body.access_token)).toBe(200)
    auth.now += 20_001
    expect(await auth.refresh(refresh_token)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect((await auth.refresh(next.body.refresh_token)).body.error).toBe('invalid_grant')
    expect(await auth.standing(next.body.access_token)).toBe('TOKEN_REVOKED')
    expect(auth.store.audit.last()).toMatchObject({ action: 'session.refresh-reused' })
  })

  it('with a token that is two exchanges old ends the session at once', async () => {
    await using auth = await AuthUnderTest.start()
    const { refresh_token } = await auth.owner()
    const second = await auth.refresh(refresh_token)
    const third = await auth.refresh(second.body.refresh_token)
    expect((await auth.refresh(refresh_token)).status).toBe(400)
    expect((await auth.refresh(third.body.refresh_token)).status).toBe(400)
  })

  it('with a token that was made up ends nothing', async () => {
    await using auth = await AuthUnderTest.start()
    const { refresh_token, session_id } = await auth.owner()
    await auth.refresh(refresh_token)
    for (const invented of [
      `brt_${session_id}.0.${'A'.repeat(43)}`,
      `brt_${session_id}.7.${'A'.repeat(43)}`,
      'x',
      '',
    ]) {
      expect(await auth.refresh(invented)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    }
    expect(auth.store.sessions.get(session_id)?.endedTs).toBeNull()
  })

  it('in the name of another client is refused', async () => {
    await using auth = await AuthUnderTest.start()
    const { refresh_token } = await auth.owner()
    const form = { grant_type: 'refresh_token', refresh_token, client_id: 'somebody' }
    expect((await auth.call('POST', '/oauth2/token', { form })).body.error).toBe('invalid_client')
    expect((await auth.refresh(refresh_token)).status).toBe(200)
  })

  it('is possible for 30 days after the last one', async () => {
    await using auth = await AuthUnderTest.start()
    const { refresh_token } = await auth.owner()
    auth.now += 30 * day - 1
    const next = await auth.refresh(refresh_token)
    expect(next.status).toBe(200)
    auth.now += 30 * day
    expect((await auth.refresh(next.body.refresh_token)).status).toBe(400)
  })

  it('is possible for 180 days after the login, however often', async () => {
    await using auth = await AuthUnderTest.start()
    let { refresh_token } = await auth.owner()
    for (let i = 0; i < 8; i++) {
      auth.now += 20 * day
      refresh_token = (await auth.refresh(refresh_token)).body.refresh_token
    }
    expect(refresh_token).toContain('.8.')
    auth.now += 20 * day
    expect((await auth.refresh(refresh_token)).status).toBe(400)
  })

  it('brings what the role allows at that moment', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const mia = await auth.person(owner.access_token, 'mia')
    await auth.call('PATCH', `/users/${mia.user_id}`, { token: owner.access_token, body: { role: 'admin' } })
    expect(await auth.standing(mia.access_token)).toBe('TOKEN_REVOKED')
    const next = await auth.refresh(mia.refresh_token)
    expect(next.body.scope.split(' ')).toContain('auth:admin')
    expect(await auth.standing(next.body.access_token)).toBe(200)
  })

  it('stores no refresh token', async () => {
    await using auth = await AuthUnderTest.start()
    const { refresh_token, session_id } = await auth.owner()
    const next = await auth.refresh(refresh_token)
    const stored = JSON.stringify(Object.values(auth.store.sessions.get(session_id) ?? {}).map(String))
    for (const text of [refresh_token, next.body.refresh_token]) {
      expect(stored).not.toContain(text.split('.')[2])
    }
  })
})
