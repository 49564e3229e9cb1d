import type { BotCredentials, ClientTokenAnswer } from '@bartab/sdk/schemas'
import { describe, expect, it } from 'vitest'
import { AuthUnderTest, issuer, operatorSecret } from '../../test/auth-under-test.ts'

const operator = { client_id: 'operator', client_secret: operatorSecret }
const grant = { grant_type: 'client_credentials' }

async function bot(auth: AuthUnderTest): Promise<BotCredentials> {
  const answer = await auth.call<BotCredentials>('POST', '/bots', {
    token: await auth.operator(),
    body: { name: 'echo', scopes: ['bot', 'chat:read'] },
  })
  return answer.body
}

describe('the token endpoint', () => {
  it('gives the operator a token with every scope and no refresh token', async () => {
    await using auth = await AuthUnderTest.start()
    const answer = await auth.call('POST', '/oauth2/token', { form: { ...grant, ...operator } })
    expect(answer).toMatchObject({ status: 200, body: { user_id: 'operator', expires_in: 600 } })
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.body).not.toHaveProperty('refresh_token')
    expect(await auth.call('GET', '/keys', { token: String(answer.body.access_token) })).toMatchObject({ status: 200 })
  })

  it('takes the credentials of a client from the authorization header as well', async () => {
    await using auth = await AuthUnderTest.start()
    const { client_id, client_secret } = await bot(auth)
    const authorization = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`
    const answer = await auth.call<ClientTokenAnswer>('POST', '/oauth2/token', {
      form: grant,
      headers: { authorization },
    })
    expect(answer).toMatchObject({ status: 200, body: { scope: 'bot chat:read' } })
  })

  it.each([
    ['invalid_client', 401, { ...grant, ...operator, client_secret: 'guessed' }],
    ['invalid_client', 401, { ...grant, client_id: 'nobody', client_secret: 'guessed' }],
    ['invalid_client', 401, { ...grant, client_id: 'operator' }],
    ['invalid_client', 401, { ...grant, client_id: 'web' }],
    ['invalid_client', 401, grant],
    ['invalid_scope', 400, { ...grant, ...operator, scope: 'chat:read everything' }],
    ['unsupported_grant_type', 400, { ...operator, grant_type: 'password' }],
    ['invalid_request', 400, operator],
    ['invalid_request', 400, { grant_type: 'refresh_token' }],
  ])('refuses with %s in the form of RFC 6749', async (error, status, form) => {
    await using auth = await AuthUnderTest.start()
    const answer = await auth.call('POST', '/oauth2/token', { form: form as Record<string, string> })
    expect(answer).toMatchObject({ status, body: { error, error_description: expect.any(String) } })
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.headers['content-type']).toMatch(/^application\/json/)
  })

  it.each([
    ['a parameter twice', 'application/x-www-form-urlencoded', 'grant_type=refresh_token&grant_type=password', 400],
    ['a wrong type', 'application/json', '{"grant_type":7}', 400],
    ['malformed JSON', 'application/json', '{"grant_type"', 400],
    ['a prototype', 'application/json', '{"__proto__":{"grant_type":"password"}}', 400],
    ['another content type', 'text/xml', '<grant/>', 415],
    ['too much', 'application/x-www-form-urlencoded', `grant_type=${'x'.repeat(70_000)}`, 413],
  ])('refuses %s', async (_what, type, payload, status) => {
    await using auth = await AuthUnderTest.start()
    const url = '/auth/v1/oauth2/token'
    const answer = await auth.app.inject({ method: 'POST', url, payload, headers: { 'content-type': type } })
    expect(answer.statusCode).toBe(status)
    expect(answer.json()).toMatchObject({ error: 'invalid_request', error_description: expect.any(String) })
  })

  it('narrows the scopes on request', async () => {
    await using auth = await AuthUnderTest.start()
    const form = { ...grant, ...operator, scope: 'chat:read' }
    const { body } = await auth.call<ClientTokenAnswer>('POST', '/oauth2/token', { form })
    expect(body.scope).toBe('chat:read')
    expect(await auth.call('GET', '/keys', { token: body.access_token })).toMatchObject({ status: 403 })
  })
})

describe('introspection', () => {
  it('tells a client what a live token is worth', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const form = { ...operator, token: owner.access_token }
    const { body } = await auth.call('POST', '/oauth2/introspect', { form })
    expect(body).toMatchObject({
      active: true,
      sub: owner.user_id,
      sid: owner.session_id,
      iss: issuer,
      username: 'olga',
    })
  })

  it('says of a dead, forged or foreign token nothing but that it is not live', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const { client_id, client_secret } = await bot(auth)
    const used = owner.refresh_token
    await auth.refresh(used)
    for (const token of ['nonsense', used, `${owner.access_token.slice(0, -4)}AAAA`]) {
      expect((await auth.call('POST', '/oauth2/introspect', { form: { ...operator, token } })).body).toEqual({
        active: false,
      })
    }
    const foreign = { client_id, client_secret, token: owner.access_token }
    expect((await auth.call('POST', '/oauth2/introspect', { form: foreign })).body).toEqual({ active: false })
  })

  it('is for clients with a secret', async () => {
    await using auth = await AuthUnderTest.start()
    for (const client of [{}, { client_id: 'web' }, { ...operator, client_secret: 'guessed' }]) {
      const form = { ...client, token: 'x' }
      expect((await auth.call('POST', '/oauth2/introspect', { form })).body.error).toBe('invalid_client')
    }
  })
})

describe('revocation', () => {
  it('of a refresh token ends its session', async () => {
    await using auth = await AuthUnderTest.start()
    const { access_token, refresh_token } = await auth.owner()
    const form = { client_id: 'web', token: refresh_token }
    expect((await auth.call('POST', '/oauth2/revoke', { form })).status).toBe(200)
    expect(await auth.standing(access_token)).toBe('TOKEN_REVOKED')
    expect((await auth.refresh(refresh_token)).status).toBe(400)
  })

  it('of a token of no worth answers 200 and changes nothing', async () => {
    await using auth = await AuthUnderTest.start()
    const { access_token } = await auth.owner()
    const form = { client_id: 'web', token: 'nonsense' }
    expect((await auth.call('POST', '/oauth2/revoke', { form })).status).toBe(200)
    expect(await auth.standing(access_token)).toBe(200)
  })

  it('of a token by a client that it was not given to changes nothing', async () => {
    await using auth = await AuthUnderTest.start()
    const { access_token } = await auth.owner()
    const { client_id, client_secret } = await bot(auth)
    const form = { client_id, client_secret, token: access_token }
    expect((await auth.call('POST', '/oauth2/revoke', { form })).status).toBe(200)
    expect(await auth.standing(access_token)).toBe(200)
  })
})

describe('discovery', () => {
  it('names only what is there, under the configured issuer, whatever the Host header says', async () => {
    await using auth = await AuthUnderTest.start()
    for (const document of ['openid-configuration', 'oauth-authorization-server']) {
      const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example' }
      const { body } = await auth.call('GET', `/.well-known/${document}`, { headers })
      expect(JSON.stringify(body)).not.toContain('evil.example')
      expect(body.issuer).toBe(issuer)
      for (const name of Object.keys(body).filter((key) => /_(endpoint|uri)$/.test(key))) {
        const url = String(body[name]).slice(issuer.length)
        expect(auth.app.hasRoute({ url, method: name === 'jwks_uri' ? 'GET' : 'POST' })).toBe(true)
      }
    }
  })
})
