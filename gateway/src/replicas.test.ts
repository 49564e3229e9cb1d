import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { startGateway } from './testing/started-gateway.ts'
import { TokenIssuer } from './testing/token-issuer.ts'
import { UpstreamServer } from './testing/upstream-server.ts'

async function startTwo() {
  const two = await Promise.all([UpstreamServer.start(), UpstreamServer.start()])
  const gateway = await startGateway({ origins: { chat: two.map(({ origin }) => origin) } })
  const headers = await gateway.bearer()
  const call = (path = '/chat/v1/search', init: RequestInit = {}) =>
    fetch(`${gateway.url}${path}`, { headers, ...init })
  return {
    ...{ gateway, call, two },
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await Promise.all(two.map((server) => server.server.listening && server.stop()))
    },
  }
}

describe('replicas of a service', () => {
  it('share the load: the less busy one is asked', async () => {
    await using stack = await startTwo()
    for (const server of stack.two) server.answer = () => {}
    for (let i = 0; i < 6; i += 1) {
      stack.call().catch(() => {})
      await expect.poll(() => stack.gateway.upstreams.of('chat').inFlight).toBe(i + 1)
    }
    expect(stack.two.map(({ seen }) => seen.length)).toEqual([3, 3])
  })

  it('keep a room together, and spread the rooms', async () => {
    await using stack = await startTwo()
    const rooms = Array.from({ length: 24 }, (_, i) => `room${i}`)
    for (const room of [...rooms, ...rooms]) await (await stack.call(`/chat/v1/rooms/${room}/messages`)).text()
    const [one, two] = stack.two.map(({ seen }) => [...new Set(seen.map(({ url }) => url))])
    expect(Math.min(one?.length ?? 0, two?.length ?? 0)).toBeGreaterThan(3)
    expect(one?.filter((url) => two?.includes(url))).toEqual([])
  })

  it('that went away costs nobody an answer: what it never saw is sent to the other', async () => {
    await using stack = await startTwo()
    await stack.two[0].stop()
    for (let i = 0; i < 12; i += 1) expect((await stack.call()).status).toBe(200)
    expect((await stack.call('/chat/v1/rooms/1/join', { method: 'POST' })).status).toBe(200)
    expect(stack.gateway.upstreams.of('chat').replicas.map(({ health }) => health)).toContain('ready')
  })

  it('that says it is not ready is asked only while no other is', async () => {
    await using stack = await startTwo()
    const [first, second] = stack.two
    first.answer = (_request, response) => response.writeHead(503).end('{}')
    await stack.gateway.upstreams.of('chat').look()
    for (let i = 0; i < 4; i += 1) expect((await stack.call()).status).toBe(200)
    second.answer = first.answer
    await stack.gateway.upstreams.of('chat').look()
    expect((await stack.call()).status).toBe(503)
  })
})

describe('a service that does not answer any more', () => {
  it('is not asked again and again: requests are refused at once, with a time to come back', async () => {
    await using gateway = await startGateway()
    await gateway.chat.stop()
    const headers = await gateway.bearer()
    const codes: string[] = []
    while (!codes.includes('UPSTREAM_AWAY') && codes.length < 100) {
      const answer = await fetch(`${gateway.url}/chat/v1/rooms`, { headers })
      codes.push(((await answer.json()) as { code: string }).code)
      expect(answer.headers.get('retry-after')).toBe('1')
    }
    expect(codes.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => 'UPSTREAM_UNREACHABLE'))
    expect(codes.at(-1)).toBe('UPSTREAM_AWAY')
    expect((await fetch(`${gateway.url}/auth/v1/me`, { headers })).status).toBe(200)
    gateway.chat.server.listen(0)
  })

  it('is found again soon after it came back, by asking it rather than with requests', async () => {
    const chat = await UpstreamServer.start()
    const port = Number(new URL(chat.origin).port)
    await using gateway = await startGateway({ origins: { chat: [chat.origin] } })
    gateway.upstreams.watch()
    await chat.stop()
    const headers = await gateway.bearer()
    const call = () => fetch(`${gateway.url}/chat/v1/rooms`, { headers })
    await expect.poll(async () => (await call()).status).toBe(503)
    const back = await UpstreamServer.start(port)
    await expect.poll(async () => (await call()).status, { timeout: 10_000 }).toBe(200)
    await back.stop()
  })
})

describe('second attempts', () => {
  it('are a small share of the requests, however many fail', async () => {
    await using gateway = await startGateway()
    gateway.chat.answer = (_request, response) => void response.socket?.resetAndDestroy()
    const headers = await gateway.bearer()
    for (let i = 0; i < 60; i += 1) {
      await fetch(`${gateway.url}/chat/v1/rooms`, { headers })
      gateway.chat.answer = (request, response) =>
        request.url === '/readyz' ? response.end('{}') : void response.socket?.resetAndDestroy()
      await gateway.upstreams.of('chat').look()
    }
    const attempts = gateway.chat.seen.filter(({ url }) => url !== '/readyz').length
    expect(attempts).toBeGreaterThan(60)
    expect(attempts).toBeLessThan(60 + 20 + 7)
  })
})

describe('connections to a service', () => {
  it('go when nobody needed them for a while after a peak', async () => {
    await using gateway = await startGateway()
    const held: (() => void)[] = []
    gateway.chat.answer = (_request, response) => held.push(() => response.end('{}'))
    const headers = await gateway.bearer()
    const polls = Array.from({ length: 30 }, () => fetch(`${gateway.url}/chat/v1/sync`, { headers }))
    await expect.poll(() => held.length).toBe(30)
    const replica = gateway.upstreams.of('chat').replicas[0]
    expect(replica?.connections.polls).toEqual({ open: 30, idle: 0 })
    for (const release of held) release()
    await Promise.all(polls)
    await expect.poll(() => replica?.connections.polls).toEqual({ open: 30, idle: 30 })
    gateway.pass(20_000)
    replica?.sweep()
    expect(replica?.connections.polls).toEqual({ open: 0, idle: 0 })
  })

  it('are used again, the last one first', async () => {
    await using gateway = await startGateway()
    const headers = await gateway.bearer()
    for (let i = 0; i < 5; i += 1) {
      await (await fetch(`${gateway.url}/chat/v1/rooms`, { headers })).text()
      await sleep(5)
    }
    expect(gateway.upstreams.of('chat').replicas[0]?.connections.calls).toEqual({ open: 1, idle: 1 })
  })
})

describe('two gateways in front of the same services', () => {
  it('share nothing: each counts its own limits, and both are right', async () => {
    const issuer = await TokenIssuer.create()
    const config = { userBurst: 2, userPerSecond: 0.01 }
    await using one = await startGateway({ config, issuer })
    await using two = await startGateway({ config, issuer, origins: { chat: [one.chat.origin] } })
    const headers = { authorization: `Bearer ${await issuer.sign()}` }
    const call = async ({ url }: { url: string }) => (await fetch(`${url}/chat/v1/rooms`, { headers })).status
    const statuses = []
    for (const gateway of [one, two, one, two, one, two]) statuses.push(await call(gateway))
    expect(statuses).toEqual([200, 200, 200, 200, 429, 429])
    expect(one.chat.seen).toHaveLength(4)
  })
})
