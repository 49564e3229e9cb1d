import { once } from 'node:events'
import { request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type App, createServer, Lifecycle, Metrics, Readiness } from '@bartab/kit'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from './testing/started-gateway.ts'

interface HeldSync {
  request: FastifyRequest
  reply: FastifyReply
}

/** A server of ours that stands for chat: it holds whatever it is asked at `/chat/v1/sync` until the test answers. */
class Chat {
  readonly app: App
  readonly lifecycle = new Lifecycle()
  readonly asked = new Map<string, HeldSync>()
  readonly gone: string[] = []
  /** Every path that was asked, whether there was an answer or not. */
  readonly paths: string[] = []

  constructor(carried: readonly string[]) {
    const { lifecycle } = this
    const config = { logLevel: 'silent' } as never
    const deps = { lifecycle, metrics: new Metrics(), readiness: new Readiness() }
    const verifier = { verify: async () => ({ scopes: new Set(['chat:read']) }) as never }
    this.app = createServer({ ...deps, name: 'chat', version: '0', config, clock: Date.now, verifier, carried })
    this.app.addHook('onRequest', async ({ url }) => void this.paths.push(url.split('?')[0] ?? ''))
    this.app.get('/chat/v1/sync', { config: { scope: 'chat:read' } }, (request, reply) => {
      const { since = 'none' } = request.query as { since?: string }
      this.asked.set(since, { request, reply })
      reply.raw.once('close', () => {
        if (!reply.raw.writableFinished) this.gone.push(since)
      })
      if (request.headers.accept === 'text/event-stream') {
        reply.hijack()
        reply.raw.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      }
    })
  }

  async listen(): Promise<string> {
    await this.app.listen({ host: '127.0.0.1', port: 0 })
    this.lifecycle.markReady()
    return `http://127.0.0.1:${(this.app.server.address() as AddressInfo).port}`
  }

  answer(since: string, body: string): void {
    void this.asked.get(since)?.reply.send(body)
  }

  async stop(): Promise<void> {
    this.app.server.closeAllConnections()
    await this.app.close()
  }
}

let chat: Chat
let gateway: StartedGateway
let authorization: string
afterEach(async () => {
  await gateway[Symbol.asyncDispose]()
  await chat.stop()
})

/** A gateway that has asked after the readiness of a chat which carries these paths. */
async function start(carried: readonly string[] = ['/chat/v1/sync']): Promise<void> {
  chat = new Chat(carried)
  gateway = await startGateway({ origins: { chat: [await chat.listen()] } })
  authorization = (await gateway.bearer()).authorization
  await gateway.upstreams.of('chat').look()
}

const upstream = () => gateway.upstreams.of('chat')
const connections = () => upstream().replicas[0]?.connections
const poll = (since: string, more: Record<string, string> = {}) =>
  fetch(`${gateway.url}/chat/v1/sync?since=${since}`, { headers: { authorization, ...more } })
const held = (...names: string[]) => expect.poll(() => [...chat.asked.keys()]).toEqual(names)

describe('polls over a channel', () => {
  beforeEach(() => start())

  it('share one connection, and each has its own answer under its own request id', async () => {
    const names = Array.from({ length: 20 }, (_, no) => `s${no}`)
    const polls = names.map((name) => poll(name, { 'x-request-id': `id-${name}` }))
    await expect.poll(() => chat.asked.size).toBe(20)
    expect(connections()).toMatchObject({ polls: { open: 0 }, channels: { open: 1, idle: 0 } })
    for (const name of names.toReversed()) chat.answer(name, name === 's7' ? 'schön' : 'the same')
    const answers = await Promise.all(polls)
    expect(answers.map(({ status, headers }) => [status, headers.get('x-request-id')])).toEqual(
      names.map((name) => [200, `id-${name}`]),
    )
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(
      names.map((name) => (name === 's7' ? 'schön' : 'the same')),
    )
    expect(chat.asked.get('s3')?.request.headers).toMatchObject({ 'x-request-id': 'id-s3', authorization })
    expect(gateway.lines.filter((line) => line.includes('"request_id":"id-s3"'))).toHaveLength(1)
    expect([upstream().inFlight, connections()?.channels]).toEqual([0, { open: 1, idle: 1 }])
  })

  it('whose answers differ in a number, as unread counts do, have each their own, whole', async () => {
    const names = Array.from({ length: 20 }, (_, no) => `s${no}`)
    const answerTo = (no: number) =>
      JSON.stringify({ said: 'schön 🐌 '.repeat(20), unread: no * 7, more: 'x'.repeat(80) })
    const polls = names.map((name) => poll(name))
    await expect.poll(() => chat.asked.size).toBe(20)
    for (const [no, name] of names.entries()) chat.answer(name, answerTo(no))
    const answers = await Promise.all(polls)
    expect(answers.map(({ headers }) => headers.get('content-length'))).toEqual(
      names.map((_, no) => String(Buffer.byteLength(answerTo(no)))),
    )
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(names.map((_, no) => answerTo(no)))
  })

  it('say what a client said, and nothing that only the gateway may say', async () => {
    const asking = poll('one', { 'x-bartab-user': 'root', 'x-forwarded-for': '1.2.3.4', 'accept-language': 'de' })
    await held('one')
    const { headers } = chat.asked.get('one')?.request ?? {}
    expect(headers).toMatchObject({ 'accept-language': 'de', 'x-forwarded-for': '127.0.0.1', traceparent: /.+/ })
    expect(headers).not.toHaveProperty('x-bartab-user')
    chat.answer('one', 'done')
    expect((await asking).status).toBe(200)
  })

  it('are those with a cursor; a first one, which is answered at length, has a connection of its own', async () => {
    const first = fetch(`${gateway.url}/chat/v1/sync`, { headers: { authorization } })
    await held('none')
    expect(connections()).toMatchObject({ polls: { open: 1 }, channels: { open: 0 } })
    chat.answer('none', 'x'.repeat(1_000_000))
    expect(await (await first).text()).toHaveLength(1_000_000)
  })

  it('end at the service when their client leaves, and the others stay', async () => {
    const leaving = request(`${gateway.url}/chat/v1/sync?since=one`, { headers: { authorization } })
    leaving.on('error', () => {}).end()
    const staying = poll('two')
    await expect.poll(() => chat.asked.size).toBe(2)
    leaving.destroy()
    await expect.poll(() => chat.gone).toEqual(['one'])
    chat.answer('two', 'still here')
    expect(await (await staying).text()).toBe('still here')
  })

  it('are asked once more, elsewhere, when the channel is cut before they are answered', async () => {
    const asking = poll('one')
    await held('one')
    const before = chat.asked.get('one')
    chat.app.server.closeAllConnections()
    await expect.poll(() => chat.asked.get('one')).not.toBe(before)
    chat.answer('one', 'the second time')
    expect(await (await asking).text()).toBe('the second time')
    expect(chat.gone).toEqual(['one'])
  })

  it('fail when no answer comes in time, and those that wait for less long stay', async () => {
    const late = poll('late')
    await held('late')
    gateway.pass(60_000)
    const early = poll('early')
    await held('late', 'early')
    chat.answer('early', 'in time')
    await (await early).text()
    gateway.pass(16_000)
    expect((await late).status).toBe(504)
    await expect.poll(() => chat.gone).toEqual(['late'])
    expect(connections()?.channels).toEqual({ open: 1, idle: 1 })
  }, 20_000)

  it('end with their own cursor when the service is handed over, and the channel with them', async () => {
    const asking = poll('one')
    await held('one')
    expect(await upstream().drain(5_000)).toBe(true)
    expect(await (await asking).json()).toMatchObject({ next_batch: 'one' })
    await expect.poll(() => connections()?.channels).toEqual({ open: 0, idle: 0 })
  })

  it('go elsewhere when the service drains, and those that it holds are answered by it', async () => {
    const asking = poll('one')
    await held('one')
    const stopped = chat.lifecycle.stop()
    await expect.poll(() => chat.lifecycle.state).not.toBe('ready')
    await sleep(50)
    const next = poll('two')
    await held('one', 'two')
    expect(connections()?.polls).toEqual({ open: 1, idle: 0 })
    chat.answer('one', 'its last')
    chat.answer('two', 'elsewhere')
    expect([await (await asking).text(), await (await next).text()]).toEqual(['its last', 'elsewhere'])
    await expect.poll(() => connections()?.channels.open).toBe(0)
    await stopped
  })
})

describe('a stream over a channel', () => {
  beforeEach(() => start())
  const accept = 'text/event-stream'
  const raw = (since: string) => chat.asked.get(since)?.reply.raw

  it('is heard piece by piece, and ends with its client', async () => {
    const leave = new AbortController()
    const headers = { authorization, accept }
    const stream = await fetch(`${gateway.url}/chat/v1/sync?since=one`, { headers, signal: leave.signal })
    expect(stream.headers.get('content-type')).toBe(accept)
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
    for (const words of ['data: ein schöner Tag\n\n', 'data: 2\n\n']) {
      raw('one')?.write(words)
      expect((await reader?.read())?.value).toBe(words)
    }
    leave.abort()
    await expect.poll(() => chat.gone).toEqual(['one'])
  })

  it('is full at the service while its client does not read, and the polls beside it are answered', async () => {
    const socket = connect(gateway.port, '127.0.0.1')
    await once(socket, 'connect')
    socket.pause()
    socket.write(
      `GET /chat/v1/sync?since=slow HTTP/1.1\r\nhost: a\r\naccept: ${accept}\r\nauthorization: ${authorization}\r\n\r\n`,
    )
    const asking = poll('beside')
    await expect.poll(() => chat.asked.size).toBe(2)
    await expect
      .poll(
        () => {
          if (raw('slow')?.writableNeedDrain === false) raw('slow')?.write(`data: ${'x'.repeat(200_000)}\n\n`)
          return raw('slow')?.writableNeedDrain
        },
        { timeout: 5_000, interval: 5 },
      )
      .toBe(true)
    chat.answer('beside', 'at once')
    expect(await (await asking).text()).toBe('at once')
    let drained = 0
    raw('slow')?.on('drain', () => drained++)
    socket.resume()
    await expect.poll(() => drained).toBeGreaterThan(0)
    socket.destroy()
    await expect.poll(() => chat.gone).toEqual(['slow'])
  })
})

describe('a service that takes no channel', () => {
  it('such as an older one, is asked on connections of their own', async () => {
    await start([])
    const asking = [poll('one'), poll('two')]
    await held('one', 'two')
    expect(connections()).toMatchObject({ polls: { open: 2 }, channels: { open: 0 } })
    for (const name of ['one', 'two']) chat.answer(name, name)
    expect(await Promise.all(asking.map(async (each) => (await each).text()))).toEqual(['one', 'two'])
    expect(chat.paths).not.toContain('/channel')
  })

  it('although it did a moment ago, gets them on connections of their own', async () => {
    await start()
    await chat.stop()
    const [port] = [Number(new URL(upstream().origins[0] ?? '').port)]
    chat = new Chat([])
    await chat.app.listen({ host: '127.0.0.1', port })
    const asking = poll('one')
    await held('one')
    expect(connections()).toMatchObject({ polls: { open: 1 }, channels: { open: 0 } })
    chat.answer('one', 'as ever')
    expect(await (await asking).text()).toBe('as ever')
    expect(chat.paths).toEqual(['/channel', '/chat/v1/sync'])
  })
})
