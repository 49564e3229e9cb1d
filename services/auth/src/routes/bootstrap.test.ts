import { describe, expect, it } from 'vitest'
import { AuthUnderTest, ownerToken, password } from '../../test/auth-under-test.ts'

const body = { token: ownerToken, username: 'Olga', password, display_name: 'Olga the Owner' }

describe('bootstrap', () => {
  it('makes the owner, with every right', async () => {
    await using auth = await AuthUnderTest.start()
    const answer = await auth.call('POST', '/bootstrap', { body })
    expect(answer.status).toBe(201)
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.body).toMatchObject({ token_type: 'Bearer', expires_in: 600 })
    expect(String(answer.body.scope).split(' ')).toContain('auth:admin')
    const me = await auth.call('GET', '/me', { token: String(answer.body.access_token) })
    expect(me.body).toMatchObject({ username: 'olga', display_name: 'Olga the Owner', role: 'owner' })
  })

  it('happens once', async () => {
    await using auth = await AuthUnderTest.start()
    await auth.owner()
    const second = await auth.call('POST', '/bootstrap', { body: { ...body, username: 'eve' } })
    expect(second).toMatchObject({ status: 409, body: { code: 'ALREADY_BOOTSTRAPPED' } })
    expect(auth.store.users.byName('eve')).toBeUndefined()
  })

  it('makes one owner when two try at the same moment', async () => {
    await using auth = await AuthUnderTest.start()
    const answers = await Promise.all(
      ['olga', 'eve'].map((username) => auth.call('POST', '/bootstrap', { body: { ...body, username } })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
    expect(auth.store.users.page(undefined, 10)).toHaveLength(1)
  })

  it('with a wrong token is refused and stores nothing', async () => {
    await using auth = await AuthUnderTest.start()
    const answer = await auth.call('POST', '/bootstrap', { body: { ...body, token: 'guessed' } })
    expect(answer).toMatchObject({ status: 403, body: { code: 'OWNER_TOKEN_INVALID' } })
    expect(auth.store.users.page(undefined, 10)).toEqual([])
  })

  it('keeps its token after a slip, so that the owner can try again', async () => {
    await using auth = await AuthUnderTest.start()
    const slip = await auth.call('POST', '/bootstrap', { body: { ...body, password: 'short' } })
    expect(slip).toMatchObject({ status: 400, body: { code: 'PASSWORD_REFUSED' } })
    expect((await auth.call('POST', '/bootstrap', { body })).status).toBe(201)
  })
})
