import { describe, expect, it } from 'vitest'
import { AuthUnderTest, ownerToken, password } from '../../test/auth-under-test.ts'

const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })

async function statusesOf(times: number, call: () => Promise<{ status: number }>): Promise<number[]> {
  const statuses: number[] = []
  for (let i = 0; i < times; i++) statuses.push((await call()).status)
  return statuses
}

/** How many get through before the first 429. */
const before429 = (statuses: number[]) => statuses.indexOf(429)

describe('limits', () => {
  it('count tries to register, for each address', async () => {
    await using auth = await AuthUnderTest.start()
    const call = (address: string) => () =>
      auth.call('POST', '/register', { body: { invite: 'wrong', username: 'mia', password }, ...from(address) })
    expect(before429(await statusesOf(61, call('203.0.113.1')))).toBe(60)
    expect((await call('203.0.113.2')()).status).toBe(404)
    auth.now += 5_000
    expect((await call('203.0.113.1')()).status).toBe(404)
  })

  it('count tries to become the owner', async () => {
    await using auth = await AuthUnderTest.start()
    const body = { token: 'guessed', username: 'eve', password }
    const call = () => auth.call('POST', '/bootstrap', { body, ...from('203.0.113.1') })
    expect(before429(await statusesOf(11, call))).toBe(10)
    const right = { body: { ...body, token: ownerToken }, ...from('203.0.113.2') }
    expect((await auth.call('POST', '/bootstrap', right)).status).toBe(201)
  })

  it('count invites, for each account', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const admin = await auth.person(owner.access_token, 'adam', { role: 'admin' })
    const call = (token: string) => () => auth.call('POST', '/invites', { token, body: {} })
    expect(before429(await statusesOf(121, call(admin.access_token)))).toBe(120)
    expect((await call(owner.access_token)()).status).toBe(201)
  })

  it('count guesses of a client’s secret, for each client, in the form of RFC 6749', async () => {
    await using auth = await AuthUnderTest.start()
    const form = { grant_type: 'client_credentials', client_id: 'operator', client_secret: 'guessed' }
    const call = () => auth.call('POST', '/oauth2/token', { form })
    expect(before429(await statusesOf(61, call))).toBe(60)
    const { body, headers } = await call()
    expect(body.error).toBe('temporarily_unavailable')
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    expect(headers.ratelimit).toMatch(/^"token-account";r=0;t=\d+$/)
    expect(await auth.call('POST', '/oauth2/token', { form: { ...form, client_id: 'other' } })).toMatchObject({
      status: 401,
    })
  })

  it('count refreshes, for each session', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const other = (await auth.login('olga')).body
    let { refresh_token } = owner
    const call = async () => {
      const answer = await auth.refresh(refresh_token)
      refresh_token = answer.body.refresh_token ?? refresh_token
      return answer
    }
    expect(before429(await statusesOf(61, call))).toBe(60)
    expect((await auth.refresh(other.refresh_token)).status).toBe(200)
  })

  it('count guesses of the current password by whoever has a token', async () => {
    await using auth = await AuthUnderTest.start()
    const { access_token: token } = await auth.owner()
    const body = { current_password: 'guessed', new_password: 'another horse battery' }
    const call = () => auth.call('POST', '/me/password', { token, body })
    expect(before429(await statusesOf(11, call))).toBe(10)
  })

  it('take a block of IPv6 addresses for one', async () => {
    await using auth = await AuthUnderTest.start()
    await auth.owner()
    let n = 0
    const body = { username: 'olga', password: 'wrong password' }
    const call = () => auth.call('POST', '/login', { body, ...from(`2001:db8:1:2::${(++n).toString(16)}`) })
    expect(before429(await statusesOf(11, call))).toBe(10)
    expect((await auth.call('POST', '/login', { body, ...from('2001:db8:1:3::1') })).status).toBe(401)
  })

  it('survive a restart', async () => {
    await using auth = await AuthUnderTest.start()
    await auth.owner()
    await statusesOf(10, () => auth.login('olga', 'wrong password'))
    const again = await auth.reopened()
    try {
      expect((await again.login('olga')).status).toBe(429)
    } finally {
      await again.app.close()
      again.store.close()
    }
  })
})
