import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from './testing/started-gateway.ts'
import { TokenIssuer } from './testing/token-issuer.ts'
import { echo } from './testing/upstream-server.ts'

let gateway: StartedGateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway[Symbol.asyncDispose]())
beforeEach(() => {
  for (const service of [gateway.auth, gateway.chat, gateway.media]) {
    service.seen.length = 0
    service.answer = echo
  }
})

const call = (path: string, init: RequestInit = {}) => fetch(`${gateway.url}${path}`, init)

describe('a request with a valid token', () => {
  it('reaches its service with path, query and body as they were sent', async () => {
    const answer = await call('/chat/v1/rooms/x/messages?a=%2F&b', {
      method: 'POST',
      body: '{"txn_id":"1"}',
      headers: { ...(await gateway.bearer()), 'content-type': 'application/json' },
    })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ path: '/chat/v1/rooms/x/messages?a=%2F&b', bytes: 14 })
    expect(gateway.chat.last).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' } })
  })

  it('carries its token, our forwarding headers, its request id and a trace to the service', async () => {
    const headers = await gateway.bearer()
    await call('/chat/v1/rooms', { headers: { ...headers, 'x-request-id': 'mine-1' } })
    expect(gateway.chat.last.headers).toMatchObject({
      authorization: headers.authorization,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': `127.0.0.1:${gateway.port}`,
      'x-request-id': 'mine-1',
      traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/),
      host: new URL(gateway.chat.origin).host,
    })
  })

  it('keeps a trace that it came with', async () => {
    const traceparent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`
    await call('/chat/v1/rooms', { headers: { ...(await gateway.bearer()), traceparent } })
    expect(gateway.chat.last.headers.traceparent).toBe(traceparent)
  })

  it('cannot say who it is or where it comes from', async () => {
    const lies = {
      'x-bartab-user': 'owner',
      'x-forwarded-for': '6.6.6.6',
      forwarded: 'for=6.6.6.6',
      'x-original-url': '/x',
    }
    await call('/chat/v1/rooms', { headers: { ...(await gateway.bearer()), ...lies } })
    const { headers } = gateway.chat.last
    expect(headers['x-forwarded-for']).toBe('127.0.0.1')
    for (const name of ['x-bartab-user', 'forwarded', 'x-original-url']) expect(headers[name]).toBeUndefined()
  })

  it('is answered with the security headers, its id, and nothing of the inner connection', async () => {
    const answer = await call('/chat/v1/rooms', { headers: await gateway.bearer() })
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-request-id': expect.stringMatching(/^r\d+$/),
    })
  })

  it.each([204, 304, 400, 404, 410, 500, 503])('gets the service’s own %i', async (status) => {
    gateway.chat.answer = (_request, response) => response.writeHead(status, { etag: '"e"' }).end()
    const answer = await call('/chat/v1/rooms', { headers: await gateway.bearer() })
    expect([answer.status, answer.headers.get('etag')]).toEqual([status, '"e"'])
  })

  it('gets the header section of a HEAD with the length and no body', async () => {
    gateway.media.answer = (_request, response) => response.writeHead(200, { 'content-length': '12345' }).end()
    const answer = await call('/media/v1/media/01J', { method: 'HEAD' })
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, '12345', ''])
  })
})

describe('a request that may not pass', () => {
  it.each([
    ['no token', undefined, 'TOKEN_MISSING'],
    ['a password instead of a token', 'Basic YTpi', 'TOKEN_MISSING'],
    ['nonsense for a token', 'Bearer nonsense', 'TOKEN_INVALID'],
    ['an empty token', 'Bearer ', 'TOKEN_INVALID'],
  ])('with %s is refused and nothing reaches the service', async (_name, authorization, code) => {
    const answer = await call('/chat/v1/rooms', { headers: authorization === undefined ? {} : { authorization } })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(await answer.json()).toMatchObject({ code, instance: '/chat/v1/rooms', request_id: expect.any(String) })
    expect(gateway.chat.seen).toEqual([])
  })

  it('with a forged token is refused and nothing reaches the service', async () => {
    const forger = await TokenIssuer.create(gateway.issuer.kid)
    const headers = { authorization: `Bearer ${await forger.sign()}` }
    expect((await call('/chat/v1/rooms', { headers: await gateway.bearer() })).status).toBe(200)
    const answer = await call('/chat/v1/rooms', { headers })
    expect([answer.status, (await answer.json()) as unknown]).toMatchObject([401, { code: 'TOKEN_INVALID' }])
    expect(gateway.chat.seen).toHaveLength(1)
  })

  it('with an expired token is told so', async () => {
    const past = Math.floor(Date.now() / 1000) - 3600
    const answer = await call('/chat/v1/rooms', {
      headers: await gateway.bearer({ iat: past, nbf: past, exp: past + 600 }),
    })
    expect(await answer.json()).toMatchObject({ code: 'TOKEN_EXPIRED' })
  })

  it('with the token of a revoked session is refused at once, though it passed before', async () => {
    const headers = await gateway.bearer({ sid: 'ended', jti: 'j2' })
    expect((await call('/chat/v1/rooms', { headers })).status).toBe(200)
    const now = Date.now()
    gateway.revocations.apply({
      revoked: [{ kind: 'sid', value: 'ended', revoked_ts: now, expires_ts: now + 600_000 }],
    })
    const answer = await call('/chat/v1/rooms', { headers })
    expect([answer.status, await answer.json()]).toMatchObject([401, { code: 'TOKEN_REVOKED' }])
    expect(gateway.chat.seen).toHaveLength(1)
  })

  it('to login passes without a token, and a foreign one is left to auth', async () => {
    expect((await call('/auth/v1/login', { method: 'POST', body: '{}' })).status).toBe(200)
    expect(
      (await call('/auth/v1/oauth2/token', { method: 'POST', headers: { authorization: 'Basic YTpi' } })).status,
    ).toBe(200)
    expect(gateway.auth.last.headers.authorization).toBe('Basic YTpi')
  })

  it('to a picture passes without a token, and not with an invalid one', async () => {
    expect((await call('/media/v1/media/01J')).status).toBe(200)
    expect((await call('/media/v1/media/01J', { headers: { authorization: 'Bearer x.y.z' } })).status).toBe(401)
    expect(gateway.media.seen).toHaveLength(1)
  })

  it('of an OAuth route is refused in the form of RFC 6749', async () => {
    const answer = await call('/auth/v1/oauth2/userinfo')
    expect([answer.status, answer.headers.get('content-type')]).toEqual([401, 'application/json'])
    expect(await answer.json()).toMatchObject({ error: 'invalid_token', error_description: expect.any(String) })
  })

  it('with an odd method is refused with the list of what is served', async () => {
    const answer = await call('/chat/v1/rooms', { method: 'PROPFIND' })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'])
  })
})

describe('what the gateway answers itself', () => {
  it('says where everything is', async () => {
    const answer = await call('/.well-known/bartab')
    expect(await answer.json()).toMatchObject({
      issuer: 'http://chat.example',
      chat: 'http://chat.example/chat/v1',
      limits: { max_upload_bytes: 134217728 },
    })
  })

  it('forwards the discovery documents of auth', async () => {
    for (const path of ['/.well-known/openid-configuration', '/.well-known/jwks.json']) {
      expect((await call(path)).status).toBe(200)
      expect(gateway.auth.last.url).toBe(path)
    }
  })

  it('lives, and is ready when every service is, and says which one is not and why', async () => {
    const ok = (_: unknown, response: import('node:http').ServerResponse) => response.end('{"status":"ok","checks":[]}')
    for (const service of [gateway.auth, gateway.chat, gateway.media]) service.answer = ok
    expect(await (await call('/healthz')).json()).toEqual({ status: 'ok' })
    const ready = await call('/readyz')
    expect([ready.status, ((await ready.json()) as { status: string }).status]).toEqual([200, 'ok'])
    gateway.chat.answer = (_request, response) =>
      response
        .writeHead(503)
        .end('{"status":"failing","checks":[{"name":"store","status":"failing","detail":"disk full"}]}')
    await expect.poll(async () => (await call('/readyz')).status).toBe(503)
    expect(await (await call('/readyz')).json()).toMatchObject({
      checks: expect.arrayContaining([{ name: 'chat', status: 'failing', detail: 'store: disk full' }]),
    })
  })

  it('shows a plain page where no web client is installed, and problems where a service would be', async () => {
    const page = await call('/')
    expect([page.status, page.headers.get('content-type')]).toEqual([503, 'text/html; charset=utf-8'])
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
    for (const path of ['/chat/v2/rooms', '/auth', '/.well-known/other', '/missing.js']) {
      const answer = await call(path)
      expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'ROUTE_NOT_FOUND' }])
    }
  })

  it('counts requests by route and service, and shows its keys, on the internal port alone', async () => {
    await call('/chat/v1/rooms', { headers: await gateway.bearer() })
    await call('/chat/v1/rooms')
    const metrics = (await gateway.internal.inject('/metrics')).body
    expect(metrics).toContain(
      'gateway_request_duration_seconds_count{route="/chat/v1/rooms",service="chat",status="200"}',
    )
    expect(metrics).toContain('gateway_failures_total{service="chat",code="TOKEN_MISSING"}')
    expect((await gateway.internal.inject('/keys')).json()).toMatchObject({ keys: [{ kid: 'k1' }] })
    expect((await call('/metrics')).status).not.toBe(200)
  })

  it('logs the canonical path, the person and the code, and no token and no query', async () => {
    gateway.lines.length = 0
    const headers = await gateway.bearer()
    await call('/chat/v1/search?q=secret', { headers })
    await expect.poll(() => gateway.lines.length).toBe(1)
    expect(JSON.parse(gateway.lines[0] as string)).toMatchObject({
      ...{ path: '/chat/v1/search', user_id: 'ann', status: 200, service: 'chat', method: 'GET' },
    })
    expect(gateway.lines[0]).not.toMatch(/secret|Bearer|eyJ/)
  })
})
