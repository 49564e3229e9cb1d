import { createHash } from 'node:crypto'
import type { BackupCodes, CreateClientBody, CreatedClient, TokenAnswer, TotpEnrolment } from '@bartab/sdk/schemas'
import { decodeJwt, SignJWT } from 'jose'
import { Secret, TOTP } from 'otpauth'
import { describe, expect, it } from 'vitest'
import { AuthUnderTest, issuer, operatorSecret, password } from '../../test/auth-under-test.ts'
import { Browser } from '../../test/browser.ts'

const redirectUri = 'https://app.example/callback?from=bartab'
const verifier = 'v'.repeat(64)
const codeChallenge = createHash('sha256').update(verifier).digest('base64url')
const endpoint = '/auth/v1/oauth2/authorize'

async function register(auth: AuthUnderTest, body: Partial<CreateClientBody> = {}) {
  const { status, body: client } = await auth.call<CreatedClient>('POST', '/clients', {
    token: await auth.operator(),
    body: {
      name: 'Wall <display>',
      redirect_uris: [redirectUri],
      post_logout_redirect_uris: ['https://app.example/bye'],
      scopes: ['openid', 'profile', 'chat:read', 'chat:admin'],
      public: true,
      ...body,
    },
  })
  expect(status).toBe(201)
  return client
}

const parameters = (clientId: string, changes: Record<string, string | undefined> = {}) => {
  const all = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: 'openid chat:read',
    state: 'st&te',
    nonce: 'n-1',
    code_challenge: codeChallenge,
    code_challenge_method: 'S256',
    ...changes,
  }
  return new URLSearchParams(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

async function started() {
  const auth = await AuthUnderTest.start()
  await auth.owner()
  const { client_id } = await register(auth)
  const browser = new Browser(auth)
  const open = (changes = {}) => browser.open(`${endpoint}?${parameters(client_id, changes)}`)
  const allow = async (changes = {}) => {
    const consent = await browser.send(await open(changes), { username: 'olga', password })
    expect(consent.body).toContain('Allow this application?')
    const { headers, statusCode } = await browser.send(consent, { decision: 'allow' })
    expect(statusCode).toBe(303)
    return new URL(String(headers.location))
  }
  const exchange = (code: string, changes: Record<string, string> = {}) =>
    auth.call<TokenAnswer & { error?: string }>('POST', '/oauth2/token', {
      form: {
        grant_type: 'authorization_code',
        client_id,
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
        ...changes,
      },
    })
  return { auth, browser, open, allow, exchange, client_id, [Symbol.asyncDispose]: () => auth[Symbol.asyncDispose]() }
}

const codeIn = (url: URL) => url.searchParams.get('code') ?? ''

describe('the authorization endpoint', () => {
  it('sends a code with state and issuer to the registered address, after login and consent', async () => {
    await using flow = await started()
    const url = await flow.allow()
    expect(url.origin + url.pathname).toBe('https://app.example/callback')
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ from: 'bartab', state: 'st&te', iss: issuer })
    const { status, body } = await flow.exchange(codeIn(url))
    expect(status).toBe(200)
    expect(body.scope).toBe('openid chat:read')
    const claims = decodeJwt(body.id_token ?? '')
    expect(claims).toMatchObject({ iss: issuer, aud: flow.client_id, sub: body.user_id, nonce: 'n-1' })
    expect(await flow.auth.standing(body.access_token)).toBe(200)
    expect((await flow.auth.call('GET', '/audit', { token: body.access_token })).status).toBe(403)
  })

  it('shows pages that run no script, load nothing foreign, cannot be framed, and escape what they show', async () => {
    await using flow = await started()
    const login = await flow.open({ login_hint: '"><script>alert(1)</script>' })
    const consent = await flow.browser.send(login, { username: 'olga', password })
    for (const page of [login, consent]) {
      expect(page.body).not.toMatch(/<script|onclick|style=|javascript:|<img/i)
      expect(page.body).toContain('Wall &#60;display&#62;')
      const policy = String(page.headers['content-security-policy'])
      expect(policy.split('; ')).toEqual([
        "default-src 'none'",
        "style-src 'self'",
        "form-action 'self' https://app.example",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ])
      expect(page.headers).toMatchObject({ 'x-frame-options': 'DENY', 'cache-control': 'no-store' })
    }
    const [, sheet = ''] = /<link rel="stylesheet" href="([^"]+)">/.exec(login.body) ?? []
    expect((await flow.browser.open(sheet)).headers['content-type']).toMatch(/^text\/css/)
  })

  it('says no in the name of a person who says no', async () => {
    await using flow = await started()
    const consent = await flow.browser.send(await flow.open(), { username: 'olga', password })
    const refused = await flow.browser.send(consent, { decision: 'deny' })
    const url = new URL(String(refused.headers.location))
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ error: 'access_denied', state: 'st&te', iss: issuer })
    expect((await flow.browser.send(consent, { decision: 'allow' })).statusCode).toBe(400)
  })

  it('shows what was wrong with a login, and takes the second try', async () => {
    await using flow = await started()
    const wrong = await flow.browser.send(await flow.open(), { username: 'olga', password: 'wrong password' })
    expect(wrong.statusCode).toBe(401)
    expect(wrong.headers).not.toHaveProperty('www-authenticate')
    expect(wrong.body).toContain('role="alert"')
    expect((await flow.browser.send(wrong, { username: 'olga', password })).body).toContain('Allow this application?')
  })

  it('asks for the second factor, and lets nobody decide before it has come', async () => {
    await using flow = await started()
    const { auth, browser } = flow
    const { access_token: token } = (await auth.login('olga')).body
    const { body: totp } = await auth.call<TotpEnrolment>('POST', '/me/mfa/totp', { token })
    const code = () => new TOTP({ secret: Secret.fromBase32(totp.secret) }).generate({ timestamp: auth.now })
    await auth.call<BackupCodes>('POST', '/me/mfa/totp/verify', { token, body: { code: code() } })
    auth.now += 30_000
    const page = await browser.send(await flow.open(), { username: 'olga', password })
    expect(page.body).toContain('Your second factor')
    const [, ticket = ''] = /name="ticket" value="([^"]+)"/.exec(page.body) ?? []
    const forged = { ...page, body: `<form method="post" action="${endpoint}/decide">` } as typeof page
    const early = await browser.send(forged, { ticket, decision: 'allow' })
    expect(early.statusCode).toBe(400)
    const wrong = await browser.send(page, { method: 'totp', code: '000000' })
    expect(wrong).toMatchObject({ statusCode: 403, body: expect.stringContaining('role="alert"') })
    const consent = await browser.send(wrong, { method: 'totp', code: code() })
    const answer = await browser.send(consent, { decision: 'allow' })
    const { body } = await flow.exchange(codeIn(new URL(String(answer.headers.location))))
    expect(decodeJwt(body.id_token ?? '')['amr']).toEqual(['pwd', 'otp', 'mfa'])
  })

  it.each([
    ['an unknown client', { client_id: 'app-00000000000000000000000000' }],
    ['no client', { client_id: undefined }],
    ['a bot', { client_id: 'operator' }],
    ['no address', { redirect_uri: undefined }],
    ['another host', { redirect_uri: 'https://evil.example/callback?from=bartab' }],
    ['a longer path', { redirect_uri: 'https://app.example/callback/../evil?from=bartab' }],
    ['another query', { redirect_uri: 'https://app.example/callback' }],
    ['a suffix', { redirect_uri: `${redirectUri}.evil.example` }],
    ['user info', { redirect_uri: 'https://app.example@evil.example/callback?from=bartab' }],
    ['another case', { redirect_uri: 'https://APP.example/callback?from=bartab' }],
    ['an encoded host', { redirect_uri: 'https://app.example%2eevil.example/' }],
    ['a script', { redirect_uri: 'javascript:alert(1)' }],
  ])('redirects nowhere for %s', async (_what, changes) => {
    await using flow = await started()
    const page = await flow.open(changes)
    expect(page.statusCode).toBe(400)
    expect(page.headers).not.toHaveProperty('location')
    expect(page.headers['content-type']).toMatch(/^text\/html/)
    expect(page.body).not.toContain('<form')
  })

  it('redirects nowhere when the address is there twice', async () => {
    await using flow = await started()
    const query = `${parameters(flow.client_id)}&redirect_uri=https%3A%2F%2Fevil.example`
    expect((await flow.browser.open(`${endpoint}?${query}`)).statusCode).toBe(400)
  })

  it.each([
    ['invalid_request', 'no challenge', { code_challenge: undefined }],
    ['invalid_request', 'the method plain', { code_challenge_method: 'plain', code_challenge: verifier }],
    ['invalid_request', 'no method, which means plain', { code_challenge_method: undefined }],
    ['invalid_request', 'a short challenge', { code_challenge: 'abc' }],
    ['unsupported_response_type', 'the implicit flow', { response_type: 'token' }],
    ['unsupported_response_type', 'a hybrid flow', { response_type: 'code id_token' }],
    ['invalid_request', 'an answer in the fragment', { response_mode: 'fragment' }],
    ['invalid_scope', 'scopes that are not its own', { scope: 'auth:admin' }],
    ['request_not_supported', 'a request object', { request: 'eyJ' }],
    ['request_uri_not_supported', 'a request by reference', { request_uri: 'https://evil.example/r' }],
    ['login_required', 'no page', { prompt: 'none' }],
  ])('answers %s at the registered address for %s', async (error, _what, changes) => {
    await using flow = await started()
    const { statusCode, headers } = await flow.open(changes)
    expect(statusCode).toBe(303)
    const url = new URL(String(headers.location))
    expect(url.origin).toBe('https://app.example')
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ error, state: 'st&te', iss: issuer })
    expect(url.searchParams.has('code')).toBe(false)
  })

  it('takes its parameters from a form as well', async () => {
    await using flow = await started()
    const answer = await flow.auth.app.inject({
      method: 'POST',
      url: endpoint,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: parameters(flow.client_id).toString(),
    })
    expect(answer).toMatchObject({ statusCode: 200, body: expect.stringContaining('Log in') })
  })

  it('takes no form from another browser, from another site, or too late', async () => {
    await using flow = await started()
    const { browser } = flow
    const typed = { username: 'olga', password }
    const login = await flow.open()
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ]) {
      expect((await browser.send(login, typed, headers)).statusCode).toBe(400)
    }
    const other = new Browser(flow.auth)
    expect((await other.send(login, typed)).statusCode).toBe(400)
    await other.open(`${endpoint}?${parameters(flow.client_id)}`)
    expect((await other.send(login, typed)).statusCode).toBe(400)
    const consent = await browser.send(login, typed)
    expect(consent.statusCode).toBe(200)
    flow.auth.now += 600_000
    expect((await browser.send(consent, { decision: 'allow' })).statusCode).toBe(400)
  })

  it('is over once the password has changed, at whatever step', async () => {
    await using flow = await started()
    const { access_token: token } = (await flow.auth.login('olga')).body
    const code = codeIn(await flow.allow())
    const consent = await flow.browser.send(await flow.open(), { username: 'olga', password })
    expect(consent.statusCode).toBe(200)
    const body = { current_password: password, new_password: 'another horse battery' }
    expect((await flow.auth.call('POST', '/me/password', { token, body })).status).toBe(204)
    expect((await flow.browser.send(consent, { decision: 'allow' })).statusCode).toBe(400)
    expect((await flow.exchange(code)).body.error).toBe('invalid_grant')
  })

  it('is limited for each address', async () => {
    await using flow = await started()
    const statuses: number[] = []
    for (let i = 0; i < 61; i++) statuses.push((await flow.open()).statusCode)
    expect(statuses.filter((status) => status === 200)).toHaveLength(60)
    expect(statuses.at(-1)).toBe(429)
  })

  it('follows no Host header', async () => {
    await using flow = await started()
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' }
    const url = `${endpoint}?${parameters(flow.client_id, { prompt: 'none' })}`
    const refused = await flow.auth.app.inject({ url, headers })
    expect(refused.headers.location).not.toContain('evil')
    expect(refused.headers.location).toContain(encodeURIComponent(issuer))
    const page = await flow.auth.app.inject({ url: `${endpoint}?${parameters(flow.client_id)}`, headers })
    expect(page.body + JSON.stringify(page.headers)).not.toContain('evil')
  })
})

describe('a code', () => {
  it('that comes a second time ends what it gave', async () => {
    await using flow = await started()
    const code = codeIn(await flow.allow())
    const first = await flow.exchange(code)
    expect(await flow.auth.standing(first.body.access_token)).toBe(200)
    expect((await flow.exchange(code)).body.error).toBe('invalid_grant')
    expect(await flow.auth.standing(first.body.access_token)).toBe('TOKEN_REVOKED')
    const again = { grant_type: 'refresh_token', client_id: flow.client_id, refresh_token: first.body.refresh_token }
    expect((await flow.auth.call('POST', '/oauth2/token', { form: again })).body.error).toBe('invalid_grant')
    expect(flow.auth.store.audit.last()?.action).toBe('session.code-reused')
  })

  it.each([
    ['another verifier', { code_verifier: 'w'.repeat(64) }],
    ['the challenge for a verifier', { code_verifier: codeChallenge }],
    ['no verifier', { code_verifier: '' }],
    ['another address', { redirect_uri: 'https://app.example/callback' }],
  ])('is not exchanged with %s', async (_what, changes) => {
    await using flow = await started()
    const code = codeIn(await flow.allow())
    expect(await flow.exchange(code, changes)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect((await flow.exchange(code)).status).toBe(200)
  })

  it('is not exchanged by another application, nor too late', async () => {
    await using flow = await started()
    const other = await register(flow.auth)
    const code = codeIn(await flow.allow())
    expect((await flow.exchange(code, { client_id: other.client_id })).body.error).toBe('invalid_grant')
    expect((await flow.exchange(code, { client_id: 'web' })).body.error).toBe('invalid_grant')
    flow.auth.now += 60_000
    expect((await flow.exchange(code)).body.error).toBe('invalid_grant')
  })

  it('of an application with a secret wants the secret, and so does its refresh', async () => {
    await using auth = await AuthUnderTest.start()
    await auth.owner()
    const { client_id, client_secret = '' } = await register(auth, { public: false })
    const browser = new Browser(auth)
    const login = await browser.open(`${endpoint}?${parameters(client_id)}`)
    const consent = await browser.send(login, { username: 'olga', password })
    const answer = await browser.send(consent, { decision: 'allow' })
    const form = {
      grant_type: 'authorization_code',
      client_id,
      code: codeIn(new URL(String(answer.headers.location))),
      redirect_uri: redirectUri,
      code_verifier: verifier,
    }
    const token = (fields: Record<string, string>) =>
      auth.call<TokenAnswer & { error?: string }>('POST', '/oauth2/token', { form: fields })
    expect((await token(form)).body.error).toBe('invalid_client')
    expect((await token({ ...form, client_secret: 'guessed' })).body.error).toBe('invalid_client')
    const { body } = await token({ ...form, client_secret })
    const refresh = { grant_type: 'refresh_token', refresh_token: body.refresh_token }
    expect((await token(refresh)).body.error).toBe('invalid_grant')
    expect((await token({ ...refresh, client_id })).body.error).toBe('invalid_client')
    expect((await token({ ...refresh, client_id, client_secret })).status).toBe(200)
  })
})

describe('what an application holds', () => {
  it('is no key to the account itself', async () => {
    await using flow = await started()
    const { body } = await flow.exchange(codeIn(await flow.allow()))
    const token = body.access_token
    const rows = [
      ['GET', '/me/sessions', undefined],
      ['DELETE', '/me/sessions', undefined],
      ['DELETE', '/me', undefined],
      ['PATCH', '/me', { display_name: 'Eve' }],
      ['POST', '/me/mfa/totp', undefined],
      ['POST', '/me/step-up', { password }],
      ['POST', '/me/password', { current_password: password, new_password: 'another horse battery' }],
    ] as const
    for (const [method, path, input] of rows) {
      const answer = await flow.auth.call(method, path, { token, ...(input === undefined ? {} : { body: input }) })
      expect(answer).toMatchObject({ status: 403, body: { code: 'NOT_FOR_APPLICATIONS' } })
    }
  })

  it('with identity scopes alone tells who somebody is, and nothing of the others', async () => {
    await using flow = await started()
    const { body } = await flow.exchange(codeIn(await flow.allow({ scope: 'openid' })))
    expect(await flow.auth.standing(body.access_token)).toBe('SCOPE_MISSING')
    const info = await flow.auth.call('GET', '/oauth2/userinfo', { token: body.access_token })
    expect(info).toMatchObject({ status: 200, body: { sub: body.user_id } })
    expect(info.body).not.toHaveProperty('name')
  })

  it('is refused as an access token when it is an id token', async () => {
    await using flow = await started()
    const { body } = await flow.exchange(codeIn(await flow.allow()))
    expect(await flow.auth.standing(body.id_token ?? '')).toBe('TOKEN_INVALID')
    const info = await flow.auth.call('GET', '/oauth2/userinfo', { token: body.id_token ?? '' })
    expect(info).toMatchObject({ status: 401, body: { error: 'invalid_token' } })
    expect(info.headers['www-authenticate']).toBe('Bearer error="invalid_token"')
  })

  it('ends when the application is removed', async () => {
    await using flow = await started()
    const { body } = await flow.exchange(codeIn(await flow.allow()))
    const token = await flow.auth.operator()
    expect((await flow.auth.call('DELETE', `/clients/${flow.client_id}`, { token })).status).toBe(204)
    expect(await flow.auth.standing(body.access_token)).toBe('TOKEN_REVOKED')
    expect((await flow.open()).statusCode).toBe(400)
  })
})

describe('the end of a session', () => {
  const end = '/auth/v1/oauth2/end_session'
  const query = (fields: Record<string, string>) => `${end}?${new URLSearchParams(fields)}`

  it('is reached with an id token, also an expired one, and goes on at a registered address', async () => {
    await using flow = await started()
    const { body } = await flow.exchange(codeIn(await flow.allow()))
    flow.auth.now += 300_000
    const back = { id_token_hint: body.id_token ?? '', post_logout_redirect_uri: 'https://app.example/bye', state: 'x' }
    const answer = await flow.browser.open(query(back))
    expect(answer.headers.location).toBe('https://app.example/bye?state=x')
    expect(await flow.auth.standing(body.access_token)).toBe('TOKEN_REVOKED')
    flow.auth.now += 86_400_000
    expect((await flow.browser.open(query(back))).statusCode).toBe(303)
  })

  it('redirects nowhere else, and ends nothing then', async () => {
    await using flow = await started()
    const { body } = await flow.exchange(codeIn(await flow.allow()))
    const hint = body.id_token ?? ''
    const { kid, privateKey } = await flow.auth.deps.keyRing.current()
    const accessLike = await new SignJWT({ sid: body.session_id })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid })
      .setIssuer(issuer)
      .setAudience(flow.client_id)
      .sign(privateKey)
    for (const fields of [
      { id_token_hint: hint, post_logout_redirect_uri: 'https://evil.example/' },
      { post_logout_redirect_uri: 'https://app.example/bye' },
      { id_token_hint: `${hint.slice(0, -8)}AAAAAAAA` },
      { id_token_hint: accessLike },
      { id_token_hint: body.access_token },
      { id_token_hint: hint, client_id: 'another' },
    ]) {
      const page = await flow.browser.open(query(fields as unknown as Record<string, string>))
      expect(page.statusCode).toBe(400)
      expect(page.headers).not.toHaveProperty('location')
    }
    expect(await flow.auth.standing(body.access_token)).toBe(200)
  })
})

describe('registering an application', () => {
  it.each([
    'http://app.example/cb',
    'https://app.example/cb#fragment',
    'https://*.example/cb',
    'https://user:pass@app.example/cb',
    'javascript:alert(1)',
    'data:text/html,x',
    'app:/cb',
    '/cb',
    'https://app.example\\@evil.example/',
  ])('refuses the address %s', async (uri) => {
    await using auth = await AuthUnderTest.start()
    const body = { name: 'App', redirect_uris: [uri] }
    const answer = await auth.call('POST', '/clients', { token: await auth.operator(), body })
    expect(answer).toMatchObject({ status: 400, body: { code: 'REDIRECT_URI_INVALID' } })
  })

  it.each(['https://app.example/cb', 'http://127.0.0.1:7777/cb', 'http://[::1]/', 'com.example.app:/cb'])(
    'takes the address %s',
    async (uri) => {
      await using auth = await AuthUnderTest.start()
      const { client_id } = await register(auth, { redirect_uris: [uri] })
      const page = await new Browser(auth).open(`${endpoint}?${parameters(client_id, { redirect_uri: uri })}`)
      expect(page.statusCode).toBe(200)
    },
  )

  it('shows its secret once, and hides nothing else', async () => {
    await using auth = await AuthUnderTest.start()
    const created = await register(auth, { public: false })
    const token = await auth.operator()
    const { body } = await auth.call('GET', '/clients', { token })
    expect(body).toMatchObject({ clients: [{ client_id: created.client_id, redirect_uris: [redirectUri] }] })
    expect(JSON.stringify(body)).not.toContain(created.client_secret)
    const form = {
      grant_type: 'client_credentials',
      client_id: created.client_id,
      client_secret: String(created.client_secret),
    }
    expect((await auth.call('POST', '/oauth2/token', { form })).body.error).toBe('invalid_client')
    expect(operatorSecret).not.toBe('')
  })
})
