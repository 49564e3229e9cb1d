import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from './testing/started-gateway.ts'
import { echo, UpstreamServer } from './testing/upstream-server.ts'

let gateway: StartedGateway
let next: UpstreamServer
let operator: { authorization: string }
let ann: { authorization: string }
beforeAll(async () => {
  gateway = await startGateway()
  operator = await gateway.bearer({ sub: 'operator', scope: 'auth:admin' })
  ann = await gateway.bearer()
})
afterAll(() => gateway[Symbol.asyncDispose]())
beforeEach(async () => {
  next = await UpstreamServer.start()
})
afterEach(async () => {
  gateway.chat.answer = echo
  await order('PUT', '/services/chat', { origins: [gateway.chat.origin] })
  await next.stop()
})

async function order(method: 'GET' | 'PUT' | 'DELETE', url: string, body?: object, headers: object = operator) {
  const answer = await gateway.internal.inject({ method, url, headers: { ...headers }, ...(body && { payload: body }) })
  return { ...(answer.json() as Record<string, unknown>), status: answer.statusCode }
}

const services = async () => {
  const { services } = (await gateway.internal.inject({ url: '/services', headers: operator })).json() as {
    services: object[]
  }
  return services
}

const call = (path = '/chat/v1/rooms', init: RequestInit = {}) =>
  fetch(`${gateway.url}${path}`, { headers: ann, ...init })
const whoAnswers = (server: UpstreamServer, name: string) => {
  server.answer = (_request, response) => response.end(name)
}

describe('the operator’s control', () => {
  it.each([
    ['nobody', {}, 401, 'TOKEN_MISSING'],
    ['an invented token', { authorization: 'Bearer a.b.c' }, 401, 'TOKEN_INVALID'],
  ])('is closed to %s', async (_name, headers, status, code) => {
    expect(await order('GET', '/services', undefined, headers)).toMatchObject({ status, code })
    const place = { origins: [next.origin] }
    expect(await order('PUT', '/services/chat', place, headers)).toMatchObject({ status, code })
    expect(await order('PUT', '/services/chat/hold', {}, headers)).toMatchObject({ status, code })
    expect(await order('DELETE', '/services/chat/hold', undefined, headers)).toMatchObject({ status, code })
    expect(gateway.upstreams.of('chat').origins).toEqual([gateway.chat.origin])
  })

  it('is closed to a person without the scope, and is not on the public port', async () => {
    expect(await order('GET', '/services', undefined, ann)).toMatchObject({ status: 403, code: 'SCOPE_MISSING' })
    const outside = await fetch(`${gateway.url}/services`, { headers: operator })
    expect(await outside.text()).not.toContain('replicas')
  })

  it.each([
    ['/services/chat', { origins: [] }],
    ['/services/chat', { origins: ['http://x/path'] }],
    ['/services/chat', { origins: ['file:///etc'] }],
    ['/services/mail', { origins: ['http://x'] }],
    ['/services/chat/hold', { longest_ms: 60_000 }],
  ])('refuses what it does not understand: %s %j', async (url, body) => {
    expect((await order('PUT', url, body)).status).toBe(400)
    expect(gateway.upstreams.of('chat').origins).toEqual([gateway.chat.origin])
  })

  it('shows each service’s replicas, and what they are busy with', async () => {
    await (await call()).text()
    expect(await order('GET', '/services')).toMatchObject({
      status: 200,
      services: [
        { service: 'auth' },
        { service: 'chat', replicas: [{ origin: gateway.chat.origin, health: 'ready', in_flight: 0 }], hold: null },
        { service: 'media' },
      ],
    })
  })
})

describe('a service that is pointed elsewhere', () => {
  it('gets every further request there, while the old one finishes what it began', async () => {
    let finish: () => void = () => {}
    gateway.chat.answer = (_request, response) => {
      finish = () => response.end('old')
    }
    const before = call()
    await expect.poll(() => gateway.chat.seen.length).toBeGreaterThan(0)
    whoAnswers(next, 'new')
    const moving = order('PUT', '/services/chat', { origins: [next.origin] })
    await expect.poll(() => gateway.upstreams.of('chat').origins).toEqual([next.origin])
    expect(await (await call()).text()).toBe('new')
    finish()
    expect(await (await before).text()).toBe('old')
    expect(await moving).toMatchObject({ status: 200, drained: true, replicas: [{ origin: next.origin }] })
    expect(gateway.moves.at(-1)).toEqual(['chat', [next.origin]])
  })

  it('stays where it was when nobody is there yet, and moves when somebody is', async () => {
    const { origin } = next
    await next.stop()
    const nobody = { origins: [origin], ready_timeout_ms: 0 }
    expect(await order('PUT', '/services/chat', nobody)).toMatchObject({ status: 409, code: 'REPLICA_NOT_READY' })
    const moving = order('PUT', '/services/chat', { origins: [origin] })
    next = await UpstreamServer.start(Number(new URL(origin).port))
    expect(await moving).toMatchObject({ status: 200 })
  })

  it('stays where it was when the new place is not ready', async () => {
    next.answer = (_request, response) => response.writeHead(503).end('{}')
    const place = { origins: [next.origin], ready_timeout_ms: 100 }
    expect(await order('PUT', '/services/chat', place)).toMatchObject({ status: 409, code: 'REPLICA_NOT_READY' })
    expect(gateway.upstreams.of('chat').origins).toEqual([gateway.chat.origin])
  })

  it('is cut off from its old place when that does not finish in time', async () => {
    gateway.chat.answer = (request, response) => {
      if (request.url === '/readyz') response.end('{}')
    }
    const stuck = [call(), call('/chat/v1/rooms', { method: 'POST', body: '{}' })]
    await expect.poll(() => gateway.upstreams.of('chat').inFlight).toBe(2)
    const place = { origins: [next.origin], drain_timeout_ms: 50 }
    expect(await order('PUT', '/services/chat', place)).toMatchObject({ status: 200, drained: false })
    // what changes nothing is asked again at the new place; whether the other was done nobody knows
    expect((await Promise.all(stuck)).map(({ status }) => status)).toEqual([200, 502])
  })

  it('has its idle polls ended with their own cursors', async () => {
    gateway.chat.answer = () => {}
    const [sync, updates] = [call('/chat/v1/sync?timeout=30000&since=c%2F7'), call('/chat/v1/updates?timeout=30000')]
    await expect.poll(() => gateway.upstreams.of('chat').polls.size).toBe(2)
    expect(await order('PUT', '/services/chat', { origins: [next.origin] })).toMatchObject({ drained: true })
    const answer = await sync
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
    const nothingNew = { next_batch: 'c/7', events: [], rooms: {}, left: [], typing: {}, presence: {} }
    expect(await answer.json()).toEqual(nothingNew)
    expect(await (await updates).json()).toMatchObject({ updates: [] })
  })

  it('has its streams of events ended between two events', async () => {
    gateway.chat.answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('id: 1\ndata: {}\n\n')
    }
    const stream = await call('/chat/v1/sync?since=c')
    await expect.poll(() => gateway.upstreams.of('chat').polls.size).toBe(1)
    expect(await order('PUT', '/services/chat', { origins: [next.origin] })).toMatchObject({ drained: true })
    expect(await stream.text()).toBe('id: 1\ndata: {}\n\n')
  })
})

describe('a hold', () => {
  it('keeps requests back until it is released, and nobody is refused', async () => {
    expect(await order('PUT', '/services/chat/hold', {})).toMatchObject({ status: 200, drained: true })
    const seen = gateway.chat.seen.length
    const waiting = [call(), call('/chat/v1/rooms/1'), call('/chat/v1/sync?since=c')]
    await expect.poll(services).toMatchObject([{}, { hold: { waiting: 3 } }, {}])
    expect(gateway.chat.seen).toHaveLength(seen)
    const login = await fetch(`${gateway.url}/auth/v1/login`, { method: 'POST', body: '{}' })
    expect(login.status).toBe(200)
    expect(await order('DELETE', '/services/chat/hold')).toMatchObject({
      ...{ status: 200, waited: 3, held_ms: expect.any(Number), expired: false, hold: null },
    })
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200, 200])
  })

  it('says when requests under way are finished, so that the writer can be closed', async () => {
    let finish: () => void = () => {}
    gateway.chat.answer = (request, response) => {
      if (request.url === '/readyz') response.end('{}')
      else finish = () => response.end('last')
    }
    const last = call()
    await expect.poll(() => gateway.upstreams.of('chat').inFlight).toBe(1)
    expect(await order('PUT', '/services/chat/hold', { drain_timeout_ms: 0 })).toMatchObject({ drained: false })
    const drained = order('PUT', '/services/chat/hold', {})
    finish()
    expect(await (await last).text()).toBe('last')
    expect(await drained).toMatchObject({ drained: true, in_flight: 0 })
    await order('DELETE', '/services/chat/hold')
  })

  it('ends by itself when its time is over', async () => {
    const held = await order('PUT', '/services/chat/hold', { longest_ms: 100 })
    expect(held).toMatchObject({ hold: { left_ms: expect.toSatisfy((left: number) => left <= 100) } })
    expect((await call()).status).toBe(200)
    expect(await order('DELETE', '/services/chat/hold')).toMatchObject({ waited: 1, expired: true, hold: null })
    expect(gateway.upstreams.of('chat').origins).toEqual([gateway.chat.origin])
  })

  it('gives up the place of a client that leaves', async () => {
    await order('PUT', '/services/chat/hold', {})
    const leaving = new AbortController()
    const waiting = fetch(`${gateway.url}/chat/v1/rooms`, { headers: ann, signal: leaving.signal })
    await expect.poll(services).toMatchObject([{}, { hold: { waiting: 1 } }, {}])
    leaving.abort()
    await expect(waiting).rejects.toThrow()
    await expect.poll(services).toMatchObject([{}, { hold: { waiting: 0 } }, {}])
    const seen = gateway.chat.seen.filter(({ url }) => url === '/chat/v1/rooms').length
    await order('DELETE', '/services/chat/hold')
    expect(gateway.chat.seen.filter(({ url }) => url === '/chat/v1/rooms')).toHaveLength(seen)
  })

  it('lets a service be handed over: closed, opened elsewhere, pointed to, with requests in between', async () => {
    await order('PUT', '/services/chat/hold', {})
    const waiting = Array.from({ length: 20 }, () => call())
    whoAnswers(next, 'new')
    await order('PUT', '/services/chat', { origins: [next.origin] })
    await order('DELETE', '/services/chat/hold')
    const texts = await Promise.all(waiting.map(async (each) => (await each).text()))
    expect(new Set(texts)).toEqual(new Set(['new']))
  })
})
