import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { startGateway } from './testing/started-gateway.ts'

describe('limits at the gateway', () => {
  it('refuse an address that floods, before its token is looked at, and say when to come back', async () => {
    await using gateway = await startGateway({ config: { addressBurst: 3, addressPerSecond: 0.01 } })
    const statuses: number[] = []
    for (let i = 0; i < 4; i += 1) statuses.push((await fetch(`${gateway.url}/chat/v1/rooms`)).status)
    expect(statuses).toEqual([401, 401, 401, 429])
    const answer = await fetch(`${gateway.url}/healthz`)
    expect([answer.status, await answer.json()]).toMatchObject([429, { code: 'RATE_LIMITED' }])
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(answer.headers.get('ratelimit')).toMatch(/^"address";r=0;t=\d+$/)
    expect(answer.headers.get('ratelimit-policy')).toBe('"address";q=3;w=300')
  })

  it('refuse a person who floods, and nobody else', async () => {
    await using gateway = await startGateway({ config: { userBurst: 2, userPerSecond: 0.01 } })
    const call = async (sub: string) =>
      (await fetch(`${gateway.url}/chat/v1/rooms`, { headers: await gateway.bearer({ sub }) })).status
    expect([await call('ann'), await call('ann'), await call('ann'), await call('bob')]).toEqual([200, 200, 429, 200])
    expect(gateway.chat.seen).toHaveLength(3)
  })

  it('count attempts to log in apart, by the address that a trusted proxy names', async () => {
    await using gateway = await startGateway({
      config: { credentialsBurst: 1, credentialsPerSecond: 0.01 },
      trustedProxies: ['127.0.0.1'],
    })
    const login = async (address: string) => {
      const headers = { 'x-forwarded-for': address }
      return (await fetch(`${gateway.url}/auth/v1/login`, { method: 'POST', headers, body: '{}' })).status
    }
    expect([await login('6.6.6.6'), await login('6.6.6.6'), await login('7.7.7.7')]).toEqual([200, 429, 200])
    expect(gateway.auth.last.headers['x-forwarded-for']).toBe('7.7.7.7')
  })

  it('answer OAuth routes in their own form', async () => {
    await using gateway = await startGateway({ config: { credentialsBurst: 1, credentialsPerSecond: 0.01 } })
    const token = () => fetch(`${gateway.url}/auth/v1/oauth2/token`, { method: 'POST', body: 'a=b' })
    expect((await token()).status).toBe(200)
    const answer = await token()
    expect([answer.status, await answer.json()]).toMatchObject([429, { error: 'temporarily_unavailable' }])
    expect(answer.headers.get('retry-after')).toBe('100')
  })

  it('count a bot apart from people, and by an allowance of its own', async () => {
    await using gateway = await startGateway({ config: { userBurst: 1, userPerSecond: 0.01, botBurst: 3 } })
    const call = async (claims: object) =>
      (await fetch(`${gateway.url}/chat/v1/rooms`, { headers: await gateway.bearer(claims) })).status
    const bot = { sub: 'snail', scope: 'bot chat:read' }
    expect([await call(bot), await call(bot), await call({ sub: 'ann' }), await call({ sub: 'ann' })]).toEqual([
      200, 200, 200, 429,
    ])
  })

  it.each([
    ['poll', '/chat/v1/sync', 'GET'],
    ['upload', '/media/v1/media', 'POST'],
    ['download', '/media/v1/media/01J', 'GET'],
  ])('count the class %s of one person apart from their calls', async (kind, path, method) => {
    await using gateway = await startGateway({ config: { [`${kind}Burst`]: 1, [`${kind}PerSecond`]: 0.01 } })
    const headers = await gateway.bearer()
    const call = async (url: string, init: RequestInit) => await fetch(`${gateway.url}${url}`, { headers, ...init })
    expect((await call(path, { method })).status).toBe(200)
    const refused = await call(path, { method })
    expect([refused.status, refused.headers.get('ratelimit-policy')]).toEqual([429, `"${kind}";q=1;w=100`])
    expect((await call('/chat/v1/rooms', {})).status).toBe(200)
  })

  it('are shown on every answer: of a service, of the gateway’s own, and of a refusal', async () => {
    await using gateway = await startGateway({ config: { addressBurst: 100, addressPerSecond: 1, userBurst: 7 } })
    const headers = await gateway.bearer()
    const shown = async (path: string, init: RequestInit) => {
      const answer = await fetch(`${gateway.url}${path}`, init)
      return [answer.status, answer.headers.get('ratelimit'), answer.headers.get('ratelimit-policy')]
    }
    expect(await shown('/chat/v1/rooms', { headers })).toEqual([200, '"user";r=6;t=1', '"user";q=7;w=1'])
    expect(await shown('/.well-known/bartab', {})).toEqual([200, '"address";r=98;t=2', '"address";q=100;w=100'])
    expect(await shown('/chat/v1/rooms', {})).toEqual([401, '"address";r=97;t=3', '"address";q=100;w=100'])
  })

  it('leave those of a service as it set them', async () => {
    await using gateway = await startGateway()
    gateway.chat.answer = (_request, response) => response.writeHead(429, { ratelimit: '"posts";r=0;t=9' }).end()
    const answer = await fetch(`${gateway.url}/chat/v1/rooms`, { headers: await gateway.bearer() })
    expect(answer.headers.get('ratelimit')).toBe('"posts";r=0;t=9')
  })

  it('cut a client whose header section does not arrive in time, however it trickles', async () => {
    await using gateway = await startGateway({ config: { headersTimeoutMs: 300 } })
    const socket = connect(gateway.port, '127.0.0.1')
    socket.write('GET /healthz HTTP/1.1\r\nhost: x\r\n')
    const trickle = setInterval(() => socket.write('a: b\r\n'), 50)
    const [answer] = await once(socket, 'data')
    clearInterval(trickle)
    expect(String(answer)).toMatch(/^HTTP\/1.1 408 [\s\S]*REQUEST_TIMEOUT/)
    await once(socket, 'close')
  })

  it('close connections of an address that has too many open, and count those that close', async () => {
    await using gateway = await startGateway({ config: { addressConnections: 2 } })
    const open = async () => {
      const socket = connect(gateway.port, '127.0.0.1').setEncoding('utf8')
      await once(socket, 'connect')
      return socket
    }
    const [first, second] = [await open(), await open()]
    const third = await open()
    const [text] = await once(third, 'data')
    expect(text).toMatch(/^HTTP\/1.1 429 [\s\S]*retry-after: 5[\s\S]*CONNECTIONS_LIMITED/)
    first.destroy()
    await expect
      .poll(async () => {
        const again = await open()
        again.write('GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
        const [answer] = await once(again, 'data')
        return String(answer).slice(0, 12)
      })
      .toBe('HTTP/1.1 200')
    second.destroy()
  })

  it('do not count the connections of a trusted proxy', async () => {
    await using gateway = await startGateway({ config: { addressConnections: 1 }, trustedProxies: ['127.0.0.1'] })
    const sockets = Array.from({ length: 3 }, () => connect(gateway.port, '127.0.0.1'))
    const answers = sockets.map(async (socket) => {
      socket.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n')
      return String((await once(socket, 'data'))[0]).slice(0, 12)
    })
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 3 }, () => 'HTTP/1.1 200'))
    for (const socket of sockets) socket.destroy()
  })
})
