import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { classTimeouts } from './routing/route.ts'
import { type StartedGateway, startGateway } from './testing/started-gateway.ts'
import { echo } from './testing/upstream-server.ts'

vi.mock('./routing/route.ts', () => {
  const quick = { headersMs: 300, bodyMs: 300, clientIdleMs: 300 }
  return {
    classTimeouts: { api: quick, page: quick, download: quick, upload: quick, poll: { ...quick, headersMs: 60_000 } },
  }
})

let gateway: StartedGateway
let headers: { authorization: string }
beforeAll(async () => {
  gateway = await startGateway()
  headers = await gateway.bearer()
})
afterAll(() => gateway[Symbol.asyncDispose]())
beforeEach(async () => {
  gateway.chat.answer = echo
  // a failure of the test before is forgotten
  await gateway.upstreams.of('chat').look()
  gateway.chat.seen.length = 0
})

const call = (init: RequestInit = {}) => fetch(`${gateway.url}/chat/v1/rooms`, { headers, ...init })

describe('a service that fails', () => {
  it('by being slow is a 504 with our code', async () => {
    expect(classTimeouts.api.headersMs).toBe(300)
    gateway.chat.answer = () => {}
    const answer = await call()
    expect([answer.status, await answer.json()]).toMatchObject([504, { code: 'UPSTREAM_TIMEOUT' }])
    expect(gateway.chat.seen).toHaveLength(1)
  })

  it('by being slow with a body is a 504 too', async () => {
    gateway.chat.answer = (incoming) => void incoming.resume()
    const answer = await call({ method: 'POST', body: 'x'.repeat(100_000) })
    expect([answer.status, await answer.json()]).toMatchObject([504, { code: 'UPSTREAM_TIMEOUT' }])
  })

  it.each([
    ['before it answers', (_: IncomingMessage, response: ServerResponse) => response.destroy()],
    [
      'in the middle of its header section',
      (_: IncomingMessage, response: ServerResponse) => void response.socket?.end('HTTP/1.1 200 OK\r\nx-a:'),
    ],
    ['with a reset', (_: IncomingMessage, response: ServerResponse) => void response.socket?.resetAndDestroy()],
    [
      'with garbage',
      (_: IncomingMessage, response: ServerResponse) => void response.socket?.end('SSH-2.0-OpenSSH\r\n'),
    ],
  ])('by closing %s is a 502, and its words are not passed on', async (_name, answerWith) => {
    gateway.chat.answer = answerWith
    const answer = await call({ method: 'POST', body: '{}' })
    const text = await answer.text()
    expect([answer.status, JSON.parse(text)]).toMatchObject([502, { code: 'UPSTREAM_BROKEN' }])
    expect(text).not.toMatch(/socket|ECONN|127\.0\.0\.1|HPE|undici/i)
    expect(gateway.chat.seen).toHaveLength(1)
  })

  it('in the middle of its answer cuts the client’s connection rather than end the answer', async () => {
    gateway.chat.answer = (_request, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('half')
      setTimeout(() => response.destroy(), 50)
    }
    const answer = await call()
    expect(answer.status).toBe(200)
    await expect(answer.text()).rejects.toThrow()
  })

  it('by stalling in the middle of its answer does too', async () => {
    gateway.chat.answer = (_request, response) => void response.writeHead(200).write('half')
    const answer = await call()
    await expect(answer.text()).rejects.toThrow()
    await expect.poll(() => gateway.lines.some((line) => line.includes('UPSTREAM_TIMEOUT'))).toBe(true)
  })

  it('by being away is a 502 with a time to come back, for requests with and without a body', async () => {
    await using lonely = await startGateway()
    await lonely.chat.stop()
    const authorization = await lonely.bearer()
    for (const init of [{}, { method: 'POST', body: 'x'.repeat(100_000) }]) {
      const answer = await fetch(`${lonely.url}/chat/v1/rooms`, { headers: authorization, ...init })
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([502, '1'])
      const text = await answer.text()
      expect(JSON.parse(text)).toMatchObject({ code: 'UPSTREAM_UNREACHABLE', detail: 'the service is chat' })
      expect(text).not.toMatch(/ECONN|127\.0\.0\.1/)
    }
    lonely.chat.server.listen(0)
  })

  it('does not take the others with it', async () => {
    gateway.chat.answer = () => {}
    const slow = call()
    expect((await fetch(`${gateway.url}/auth/v1/login`, { method: 'POST', body: '{}' })).status).toBe(200)
    expect((await slow).status).toBe(504)
  })
})

describe('a kept connection that the service has closed meanwhile', () => {
  it('is replaced, and a request without a body is sent once more', async () => {
    gateway.chat.answer = (_request, response) => response.end('warm')
    await (await call()).text()
    gateway.chat.answer = (_request, response) => {
      if (gateway.chat.seen.length === 2) response.socket?.resetAndDestroy()
      else response.end('again')
    }
    expect(await (await call()).text()).toBe('again')
    expect(gateway.chat.seen).toHaveLength(3)
  })

  it('is not a reason to send a write twice', async () => {
    gateway.chat.answer = (_request, response) => void response.socket?.resetAndDestroy()
    expect((await call({ method: 'POST', body: '{}' })).status).toBe(502)
    expect((await call({ method: 'DELETE' })).status).toBe(502)
    expect(gateway.chat.seen).toHaveLength(2)
  })

  it('is a 502 when the second attempt ends the same', async () => {
    gateway.chat.answer = (_request, response) => void response.socket?.resetAndDestroy()
    expect((await call()).status).toBe(502)
    expect(gateway.chat.seen).toHaveLength(2)
  })
})

describe('a client that fails', () => {
  it('by not sending the body it announced is told so, and the service is let go', async () => {
    const cut = Promise.withResolvers<void>()
    gateway.chat.answer = (incoming) => void incoming.resume().on('close', cut.resolve)
    const socket = await connected(gateway.port)
    socket.write(
      `POST /chat/v1/rooms HTTP/1.1\r\nhost: x\r\nauthorization: ${headers.authorization}\r\ncontent-length: 9\r\n\r\nhalf`,
    )
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toMatch(/^HTTP\/1.1 408 [\s\S]*REQUEST_TIMEOUT/)
    await cut.promise
    socket.destroy()
  })

  it('by letting a body trickle is told so as well', async () => {
    gateway.chat.answer = (incoming) => void incoming.resume()
    const socket = await connected(gateway.port)
    socket.write(
      `POST /chat/v1/rooms HTTP/1.1\r\nhost: x\r\nauthorization: ${headers.authorization}\r\ncontent-length: 999\r\n\r\n`,
    )
    const trickle = setInterval(() => socket.write('.'), 50)
    const [answer] = await once(socket, 'data')
    clearInterval(trickle)
    expect(String(answer)).toMatch(/^HTTP\/1.1 408 [\s\S]*REQUEST_TIMEOUT/)
    socket.destroy()
  })

  it('by not taking the end of its answer is cut', async () => {
    gateway.chat.answer = (_request, response) => {
      const all = Buffer.alloc(12 * 1024 * 1024)
      response.writeHead(200, { 'content-length': all.length }).end(all)
    }
    const socket = await connected(gateway.port)
    socket.pause()
    const closed = once(socket, 'close')
    const before = gateway.lines.length
    socket.write(`GET /chat/v1/rooms HTTP/1.1\r\nhost: x\r\nauthorization: ${headers.authorization}\r\n\r\n`)
    await expect.poll(() => gateway.lines.slice(before).some((line) => line.includes('"status":499'))).toBe(true)
    socket.resume()
    await closed
  })

  it('by not reading what it asked for is cut, and the service is let go', async () => {
    const left = Promise.withResolvers<void>()
    gateway.chat.answer = (_request, response) => {
      response.on('close', left.resolve)
      response.write(Buffer.alloc(64 * 1024 * 1024))
    }
    const socket = await connected(gateway.port)
    socket.write(`GET /chat/v1/rooms HTTP/1.1\r\nhost: x\r\nauthorization: ${headers.authorization}\r\n\r\n`)
    await left.promise
    socket.destroy()
  })
})

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  await once(socket, 'connect')
  return socket
}
