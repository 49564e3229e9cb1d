import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { rawExchange } from './testing/raw-exchange.ts'
import { type StartedGateway, startGateway } from './testing/started-gateway.ts'
import { echo } from './testing/upstream-server.ts'

let gateway: StartedGateway
let authorization: string
beforeAll(async () => {
  gateway = await startGateway()
  authorization = (await gateway.bearer()).authorization
  // a token that is seen for the first time is verified in a later turn
  await fetch(`${gateway.url}/chat/v1/rooms`, { headers: { authorization } })
})
afterAll(() => gateway[Symbol.asyncDispose]())

/** What the service got of each request: its body, one character a byte, and whether it was complete. */
let bodies: [body: string, complete: boolean][]
beforeEach(() => {
  bodies = []
  gateway.chat.seen.length = 0
  gateway.lines.length = 0
  gateway.chat.answer = (request, response) => {
    let body = ''
    request.setEncoding('latin1').on('data', (text: string) => {
      body += text
    })
    request.on('error', () => {})
    request.on('close', () => bodies.push([body, request.complete]))
    request.on('end', () => response.end(`${body.length} bytes`))
  }
})

const head = (length: number, more = '') =>
  `POST /chat/v1/rooms HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\ncontent-length: ${length}\r\n${more}\r\n`
const everyByte = Buffer.from(Array.from({ length: 1024 }, (_, i) => i % 256)).toString('latin1')

async function connected(): Promise<Socket> {
  const socket = connect({ port: gateway.port, host: '127.0.0.1', noDelay: true }).setEncoding('latin1')
  await once(
    socket.on('error', () => {}),
    'connect',
  )
  return socket
}

async function answerOn(socket: Socket): Promise<string> {
  let text = ''
  while (!text.includes('bytes')) text += (await once(socket, 'data'))[0]
  return text
}

describe('a small body', () => {
  it.each([
    ['of a byte', 'x'],
    ['of every byte', everyByte],
    ['of as much as is taken in one piece', 'y'.repeat(16 * 1024)],
    ['that is larger', 'z'.repeat(16 * 1024 + 1)],
  ])('%s arrives as it was sent', async (_name, body) => {
    const { status, text } = await rawExchange(gateway.port, head(body.length) + body)
    expect([status, text.endsWith(`${body.length} bytes`)]).toEqual([200, true])
    expect(bodies).toEqual([[body, true]])
    expect(gateway.chat.last.headers['content-length']).toBe(String(body.length))
  })

  it('that comes with its header section takes no stream', async () => {
    const pieces: string[] = []
    gateway.chat.server.once('connection', (socket: Socket) => {
      socket.prependListener('data', (bytes: Buffer) => pieces.push(bytes.toString('latin1')))
    })
    gateway.upstreams.of('chat').replicas[0]?.closeIdle()
    await rawExchange(gateway.port, `${head(3)}abc`)
    expect(pieces).toHaveLength(1)
    expect(pieces[0]).toMatch(/^POST [\s\S]*\r\n\r\nabc$/)
  })

  it.each([0, 1, 5, 1023])('that is cut behind its byte %i arrives whole', async (cut) => {
    const socket = await connected()
    socket.write(head(everyByte.length) + everyByte.slice(0, cut), 'latin1')
    await expect.poll(() => gateway.chat.seen.length).toBe(1)
    socket.write(everyByte.slice(cut), 'latin1')
    expect(await answerOn(socket)).toMatch(/^HTTP\/1.1 200 /)
    expect(bodies).toEqual([[everyByte, true]])
    socket.destroy()
  })

  it('that its client leaves in the middle of is broken off at the service', async () => {
    const socket = await connected()
    socket.write(`${head(9)}half`)
    await expect.poll(() => gateway.chat.seen.length).toBe(1)
    socket.destroy()
    await expect.poll(() => bodies).toEqual([['half', false]])
    await expect.poll(() => gateway.lines.join('')).toContain('"status":499')
  })

  it('whose client leaves with its last byte is carried out, and nobody is told', async () => {
    const socket = await connected()
    socket.end(`${head(4)}last`)
    socket.destroySoon()
    await expect.poll(() => bodies).toEqual([['last', true]])
    await expect.poll(() => gateway.lines.length).toBe(1)
  })

  it('is asked for where the client waits for that, and arrives', async () => {
    const socket = await connected()
    socket.write(head(4, 'expect: 100-continue\r\n'))
    expect((await once(socket, 'data'))[0]).toMatch(/^HTTP\/1.1 100 Continue/)
    socket.write('here')
    expect(await answerOn(socket)).toMatch(/^HTTP\/1.1 200 /)
    expect(bodies).toEqual([['here', true]])
    socket.destroy()
  })

  it('ends where its length says: the next request begins there, and what is none is refused', async () => {
    const socket = await connected()
    socket.write(`${head(3)}abc${head(2)}de`)
    const first = await answerOn(socket)
    const both = first.split('bytes').length > 2 ? first : first + (await answerOn(socket))
    expect(both).toMatch(/3 bytes[\s\S]*2 bytes/)
    expect(bodies).toEqual([
      ['abc', true],
      ['de', true],
    ])
    socket.write(`${head(3)}abcdef\r\n\r\n`)
    let text = ''
    for await (const piece of socket) text += piece
    expect(text).toMatch(/^HTTP\/1.1 400 [\s\S]*connection: close/)
  })

  it('leaves with others that came together where its route is prompt, and each client gets its own answer', async () => {
    const connections = new Set<Socket>()
    const answer = gateway.chat.answer
    gateway.chat.answer = (request, response) => {
      connections.add(request.socket)
      answer(request, response)
    }
    const socket = await connected()
    socket.write([1, 2, 3].map((length) => head(length) + 'x'.repeat(length)).join(''))
    let text = ''
    while (!text.includes('3 bytes')) text += (await once(socket, 'data'))[0]
    expect([...text.matchAll(/(\d) bytes/g)].map((match) => match[1])).toEqual(['1', '2', '3'])
    expect([bodies.length, connections.size]).toEqual([3, 1])
    socket.destroy()
  })

  it('of any other route goes in front of nobody, and behind nobody: each has a connection of its own', async () => {
    const held: (() => void)[] = []
    gateway.chat.answer = (request, response) => {
      if (request.method === 'POST') held.push(() => response.end('1 bytes'))
      else response.end('at once')
    }
    const sockets = await Promise.all([connected(), connected(), connected()])
    for (const socket of sockets) socket.write(`${head(1)}x`.replace('/rooms', '/presence'))
    await expect.poll(() => held.length).toBe(3)
    expect(await (await fetch(`${gateway.url}/chat/v1/rooms`, { headers: { authorization } })).text()).toBe('at once')
    const answers = sockets.map(answerOn)
    for (const release of held.reverse()) release()
    expect((await Promise.all(answers)).every((text) => text.startsWith('HTTP/1.1 200 '))).toBe(true)
    for (const socket of sockets) socket.destroy()
  })

  it('arrives when its token is verified in a later turn, and when a hand-over holds it', async () => {
    gateway.chat.answer = echo
    const fresh = (await gateway.bearer({ jti: 'fresh' })).authorization
    const answer = await rawExchange(gateway.port, `${head(5)}later`.replace(authorization, fresh))
    expect(answer.text).toContain('"bytes":5')
    const operator = { authorization: (await gateway.bearer({ scope: 'auth:admin' })).authorization }
    const hold = { url: '/services/chat/hold', headers: operator }
    await gateway.internal.inject({ ...hold, method: 'PUT', payload: {} })
    const waiting = rawExchange(gateway.port, `${head(4)}held`)
    await expect.poll(async () => (await services(operator))['chat']?.hold?.waiting).toBe(1)
    await gateway.internal.inject({ ...hold, method: 'DELETE' })
    expect((await waiting).text).toContain('"bytes":4')
  })

  it('for a service that is away is refused at once, and the connection goes on', async () => {
    await using alone = await startGateway({ issuer: gateway.issuer, origins: { chat: ['http://127.0.0.1:9'] } })
    for (const _ of [1, 2]) await alone.upstreams.of('chat').look()
    await fetch(`${alone.url}/chat/v1/rooms`, { headers: { authorization } })
    const { status, text } = await rawExchange(alone.port, `${head(3)}abc`)
    expect([status, /^connection: keep-alive/im.test(text)]).toEqual([503, true])
  })

  it('of a request that is refused goes nowhere, and the connection goes on', async () => {
    const socket = await connected()
    socket.write(`${head(3).replace('/chat/v1/rooms', '/chat//v1')}abc`)
    expect((await once(socket, 'data'))[0]).toMatch(/^HTTP\/1.1 400 /)
    expect(gateway.chat.seen).toEqual([])
    socket.destroy()
  })
})

async function services(headers: { authorization: string }) {
  const answer = await gateway.internal.inject({ url: '/services', headers })
  const { services } = answer.json() as { services: { service: string; hold: { waiting: number } | null }[] }
  return Object.fromEntries(services.map((each) => [each.service, each]))
}
