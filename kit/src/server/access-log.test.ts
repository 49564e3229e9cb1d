import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { goodClaims, now } from '../tokens/mint.fixture.ts'
import { outgoingHeaders } from './request-id.ts'
import { testConfig, testServer } from './test-server.fixture.ts'

type Server = Awaited<ReturnType<typeof testServer>>
let server: Server

beforeEach(async () => {
  server = await testServer()
  const { app } = server
  app.get('/notes/:id', { config: { scope: 'public' } }, async () => ({ ok: true }))
  app.get('/outgoing', { config: { scope: 'public' } }, async (request) => outgoingHeaders(request))
  app.get('/held', { config: { scope: 'public' } }, () => new Promise(() => {}))
  app.get('/careless', { config: { scope: 'public' } }, async (request) => {
    const token = (await server.bearer()).slice(7)
    request.log.info(
      {
        password: 'hunter2',
        user: { refresh_token: 'hunter2', headers: { authorization: 'hunter2', cookie: 'hunter2' } },
      },
      'fields',
    )
    request.log.info(`text with ${token} inside`)
    request.log.error({ err: new Error(`failed with ${token}`) }, 'error')
    return { token }
  })
})
afterEach(() => server.app.close())

const requests = () => server.log().filter(({ msg }) => msg === 'request')

describe('the access log', () => {
  test('has one line for each request: pattern, path without its query, status, time, ids', async () => {
    const headers = { authorization: await server.bearer(), 'x-request-id': 'req-7', cookie: 'session=hunter2' }
    await server.app.inject({ url: '/notes/7?q=hunter2', headers })
    const [line, ...others] = requests()
    expect(others).toEqual([])
    expect(line).toMatchObject({
      ...{ level: 30, time: now, name: 'test', method: 'GET', route: '/notes/:id', path: '/notes/7', status: 200 },
      ...{ request_id: 'req-7', user_id: goodClaims.sub, ms: expect.any(Number) },
    })
    expect(server.lines.join('')).not.toMatch(/hunter2|eyJ/)
  })

  test('names a request that no route takes, without making a metric of its path', async () => {
    await server.app.inject('/wp-login.php')
    expect(requests()).toMatchObject([{ route: '(none)', path: '/wp-login.php', status: 404 }])
    expect(await server.metrics.registry.metrics()).not.toContain('wp-login')
  })

  test('has a line for a client that went away', async () => {
    await server.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = server.app.server.address() as AddressInfo
    const client = httpRequest({ port, path: '/held' }).on('error', () => {})
    const arrived = once(server.app.server, 'request')
    client.end()
    await arrived
    client.destroy()
    await vi.waitFor(() => expect(requests()).toMatchObject([{ path: '/held', status: 499 }]))
  })

  test('keeps the questions of probes out of the way', async () => {
    await server.app.inject('/healthz')
    expect(requests()).toMatchObject([{ level: 20, path: '/healthz' }])
    const usual = await testServer({ config: { ...testConfig, logLevel: 'info' } })
    await usual.app.inject('/healthz')
    expect(usual.log()).toEqual([])
    await usual.app.inject('/nowhere')
    expect(usual.log()).toHaveLength(1)
  })

  test('strikes out secrets that careless code logs', async () => {
    const { token } = (await server.app.inject('/careless')).json()
    const all = server.lines.join('')
    expect(server.log().map(({ msg }) => msg)).toContain('text with [token] inside')
    expect(all).toContain('[redacted]')
    expect(all).not.toContain('hunter2')
    expect(all).not.toContain(token)
  })
})

describe('metrics', () => {
  test('count requests by route and status, and what the process uses', async () => {
    await server.app.inject('/notes/1')
    await server.app.inject('/notes/2')
    const text = await server.metrics.registry.metrics()
    expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/notes/:id",status="200"} 2')
    expect(text).toContain('http_requests_in_flight 0')
    expect(text).toContain('bartab_build_info{name="test",version="1.2.3"} 1')
    expect(text).toMatch(/nodejs_eventloop_lag_p99_seconds \d/)
  })

  test('are not served on the public listener', async () => {
    expect((await server.app.inject('/metrics')).statusCode).toBe(404)
    expect((await server.app.inject('/keys')).statusCode).toBe(404)
  })
})

describe('request ids', () => {
  test.each(['abc', 'A-b_c.9', 'x'.repeat(64)])('an inbound id of the accepted form is kept: %s', async (id) => {
    const answer = await server.app.inject({ url: '/notes/1', headers: { 'x-request-id': id } })
    expect(answer.headers['x-request-id']).toBe(id)
  })

  test.each(['', 'x'.repeat(65), 'a b', 'a\tb', '<script>', 'a,b', '{jndi:x}', 'ä'])(
    'any other is replaced: %j',
    async (id) => {
      const answer = await server.app.inject({ url: '/notes/1', headers: { 'x-request-id': id } })
      expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    },
  )

  const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  test('a valid trace context is passed on with the id', async () => {
    const headers = { 'x-request-id': 'r', traceparent: trace, tracestate: 'a=b' }
    expect((await server.app.inject({ url: '/outgoing', headers })).json()).toEqual(headers)
  })

  test.each([
    trace.toUpperCase(),
    trace.replace('00-', 'ff-'),
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`,
    `${trace}-x`,
    'x',
  ])('a trace context of another form is dropped: %s', async (traceparent) => {
    const headers = { 'x-request-id': 'r', traceparent, tracestate: 'a=b' }
    expect((await server.app.inject({ url: '/outgoing', headers })).json()).toEqual({ 'x-request-id': 'r' })
  })
})
