import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { heldMemory } from './testing/held-memory.ts'
import { rawExchange } from './testing/raw-exchange.ts'
import { type StartedGateway, startGateway } from './testing/started-gateway.ts'
import { echo } from './testing/upstream-server.ts'

const MiB = 1024 * 1024
let gateway: StartedGateway
beforeAll(async () => {
  gateway = await startGateway({ config: { maxUploadBytes: 100 * MiB } })
})
afterAll(() => gateway[Symbol.asyncDispose]())
beforeEach(() => {
  for (const service of [gateway.auth, gateway.chat, gateway.media]) {
    service.seen.length = 0
    service.answer = echo
  }
})

describe('a body on its way up', () => {
  it.each(['announced', 'in chunks'])('of 64 MB, %s, arrives whole and is never held whole', async (how) => {
    const before = heldMemory()
    let [given, received, mostHeld] = [0, 0, 0]
    gateway.media.answer = async (incoming, response) => {
      for await (const piece of incoming) received += (piece as Buffer).length
      response.end()
    }
    const body = new Readable({
      read() {
        if (given % (4 * MiB) === 0) mostHeld = Math.max(mostHeld, heldMemory() - before)
        given += 256 * 1024
        this.push(given > 64 * MiB ? null : Buffer.alloc(256 * 1024))
      },
    })
    const length = how === 'announced' ? { 'content-length': 64 * MiB } : {}
    const answer = await send('POST', '/media/v1/media', { ...(await gateway.bearer()), ...length }, body)
    expect([answer.statusCode, received]).toEqual([200, 64 * MiB])
    expect(gateway.media.last.headers['content-length']).toBe(how === 'announced' ? String(64 * MiB) : undefined)
    expect(mostHeld).toBeLessThan(24 * MiB)
  })

  it('waits while the service does not read', async () => {
    gateway.media.answer = () => {}
    const before = heldMemory()
    let taken = 0
    const body = new Readable({
      read() {
        taken += 64 * 1024
        this.push(Buffer.alloc(64 * 1024))
      },
    })
    const upload = request(`${gateway.url}/media/v1/media`, { method: 'POST', headers: await gateway.bearer() })
    upload.on('error', () => {})
    body.pipe(upload)
    await expect.poll(() => gateway.media.seen.length).toBe(1)
    await settled(() => taken)
    await expect.poll(() => heldMemory() - before).toBeLessThan(4 * MiB)
    upload.destroy()
    body.destroy()
  })

  it('is refused before anything is forwarded when it announces itself too large', async () => {
    const headers = { ...(await gateway.bearer()), 'content-length': 101 * MiB }
    const { promise, resolve } = Promise.withResolvers<IncomingMessage>()
    const upload = request(`${gateway.url}/media/v1/media`, { method: 'POST', headers }, resolve)
    upload.on('error', () => {})
    upload.write(Buffer.alloc(MiB))
    const answer = await promise
    expect([answer.statusCode, answer.headers.connection]).toEqual([413, 'close'])
    expect(await json(answer)).toMatchObject({ code: 'BODY_TOO_LARGE' })
    expect(gateway.media.seen).toEqual([])
  })

  it('is cut with 413 when it grows too large on the way', async () => {
    const cut = Promise.withResolvers<boolean>()
    gateway.chat.answer = (incoming) => {
      incoming.resume().on('close', () => cut.resolve(!incoming.complete))
    }
    const body = Readable.from([Buffer.alloc(MiB), Buffer.alloc(MiB)])
    const answer = await send('POST', '/chat/v1/rooms', await gateway.bearer(), body)
    expect([answer.statusCode, await json(answer)]).toMatchObject([413, { code: 'BODY_TOO_LARGE' }])
    expect(await cut.promise).toBe(true)
  })

  it('that a service refuses early brings its answer back, and the connection is closed', async () => {
    gateway.media.answer = (_request, response) => response.writeHead(409, { 'content-length': 4 }).end('no!\n')
    const headers = { ...(await gateway.bearer()), 'content-length': 20 * MiB }
    const answer = await send('POST', '/media/v1/media', headers, Readable.from([Buffer.alloc(20 * MiB)]))
    expect([answer.statusCode, await text(answer)]).toEqual([409, 'no!\n'])
  })

  it('that is refused early is still taken in for a while, so that the answer is not lost with the connection', async () => {
    const half = Buffer.alloc(256 * 1024)
    const socket = connect(gateway.port, '127.0.0.1')
    socket.write(`POST /media/v1/media HTTP/1.1\r\nhost: x\r\ncontent-length: ${2 * half.length}\r\n\r\n`)
    socket.write(half)
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1.1 401 /)
    socket.end(half)
    const [failed] = await once(socket, 'close')
    expect(failed).toBe(false)
    expect(gateway.media.seen).toEqual([])
  })

  it('is asked for only when the request may pass', async () => {
    const { authorization } = await gateway.bearer()
    const head = (token: string) =>
      `POST /media/v1/media HTTP/1.1\r\nhost: x\r\nauthorization: ${token}\r\nexpect: 100-continue\r\ncontent-length: 3\r\n\r\n`
    expect((await rawExchange(gateway.port, head('Bearer a.b.c'))).text).toMatch(/^HTTP\/1.1 401 /)
    expect(gateway.media.seen).toEqual([])
    const socket = connect(gateway.port, '127.0.0.1').setEncoding('utf8')
    socket.write(head(authorization))
    expect((await once(socket, 'data'))[0]).toMatch(/^HTTP\/1.1 100 Continue/)
    socket.write('abc')
    expect((await once(socket, 'data'))[0]).toMatch(/^HTTP\/1.1 200 /)
    socket.destroy()
  })

  it('that its client breaks off is broken off at the service', async () => {
    const cut = Promise.withResolvers<void>()
    gateway.media.answer = (incoming) => {
      incoming.resume().on('close', () => {
        if (!incoming.complete) cut.resolve()
      })
    }
    const headers = { ...(await gateway.bearer()), 'content-length': 1000 }
    const upload = request(`${gateway.url}/media/v1/media`, { method: 'POST', headers })
    upload.on('error', () => {})
    upload.write('half')
    await expect.poll(() => gateway.media.seen.length).toBe(1)
    upload.destroy()
    await cut.promise
  })
})

describe('an answer on its way down', () => {
  it('waits while the client does not read', async () => {
    const before = heldMemory()
    let given = 0
    gateway.media.answer = (_request, response) => {
      const source = new Readable({
        read() {
          given += 64 * 1024
          this.push(given > 256 * MiB ? null : Buffer.alloc(64 * 1024))
        },
      })
      source.pipe(response)
      response.on('close', () => source.destroy())
    }
    const download = request(`${gateway.url}/media/v1/media/01J`)
    download.on('error', () => {})
    download.end()
    const [answer] = (await once(download, 'response')) as [IncomingMessage]
    answer.pause()
    await settled(() => given)
    expect(given).toBeLessThan(256 * MiB)
    await expect.poll(() => heldMemory() - before).toBeLessThan(4 * MiB)
    let received = 0
    for await (const piece of answer) received += (piece as Buffer).length
    expect(received).toBe(256 * MiB)
  })

  it('comes byte for byte, however its reader stops and goes on, and the next one too', async () => {
    const whole = randomBytes(9 * MiB + 12_345)
    gateway.media.answer = (_request, response) => {
      response.writeHead(200, { 'content-length': whole.length }).end(whole)
    }
    for (const pauses of [true, false, true]) {
      const stops = pauses ? 12 : 0
      const readers = ['/a', '/b'].map((name) => read(`/media/v1/media${name}`, stops))
      for (const got of await Promise.all(readers)) expect(got.equals(whole)).toBe(true)
    }
    expect(gateway.upstreams.of('media').replicas[0]?.connections.bodies.open).toBeLessThanOrEqual(3)
  })

  it('shows its header section and each piece at once, as a stream of events needs', async () => {
    let push: (line: string) => void = () => {}
    gateway.chat.answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      push = (line) => response.write(line)
    }
    const headers = { ...(await gateway.bearer()), accept: 'text/event-stream' }
    const stream = request(`${gateway.url}/chat/v1/sync`, { headers }).end()
    stream.on('error', () => {})
    const [answer] = (await once(stream, 'response')) as [IncomingMessage]
    answer.on('error', () => {})
    answer.setEncoding('utf8')
    for (const line of ['data: 1\n\n', 'data: 2\n\n']) {
      push(line)
      expect((await once(answer, 'data'))[0]).toBe(line)
    }
    stream.destroy()
  })
})

describe('a held poll', () => {
  it('is counted while it is held, and is answered when the service answers', async () => {
    let release: () => void = () => {}
    gateway.chat.answer = (_request, response) => {
      release = () => response.end('{}')
    }
    const poll = fetch(`${gateway.url}/chat/v1/sync?timeout=30000`, { headers: await gateway.bearer() })
    await expect.poll(() => gateway.chat.seen.length).toBe(1)
    expect(await heldPolls()).toBe(1)
    release()
    expect(await (await poll).text()).toBe('{}')
    await expect.poll(heldPolls).toBe(0)
  })

  it('whose client leaves ends at the service at once, and frees its place', async () => {
    const left = Promise.withResolvers<void>()
    gateway.chat.answer = (_request, response) => response.on('close', left.resolve)
    const leaving = new AbortController()
    const poll = fetch(`${gateway.url}/chat/v1/sync`, { headers: await gateway.bearer(), signal: leaving.signal })
    await expect.poll(() => gateway.chat.seen.length).toBe(1)
    leaving.abort()
    await expect(poll).rejects.toThrow()
    await left.promise
    await expect.poll(heldPolls).toBe(0)
  })

  it('is never in front of a call', async () => {
    const held: (() => void)[] = []
    gateway.chat.answer = (incoming, response) => {
      if (incoming.url?.startsWith('/chat/v1/sync')) held.push(() => response.end('{}'))
      else response.end('now')
    }
    const headers = await gateway.bearer()
    const polls = Array.from({ length: 50 }, () => fetch(`${gateway.url}/chat/v1/sync`, { headers }))
    await expect.poll(() => held.length).toBe(50)
    expect(await (await fetch(`${gateway.url}/chat/v1/rooms`, { headers })).text()).toBe('now')
    for (const release of held) release()
    await Promise.all(polls.map(async (poll) => (await poll).text()))
  })
})

/** A download whose reader stops so many times. */
async function read(path: string, stops: number): Promise<Buffer> {
  const [answer] = (await once(request(`${gateway.url}${path}`).end(), 'response')) as [IncomingMessage]
  const pieces: Buffer[] = []
  for await (const piece of answer) {
    pieces.push(piece as Buffer)
    if (pieces.length <= stops) await sleep(10)
  }
  return Buffer.concat(pieces)
}

async function heldPolls(): Promise<number> {
  const metric = await gateway.metrics.registry.getSingleMetric('gateway_held_polls')?.get()
  return metric?.values[0]?.value ?? Number.NaN
}

async function send(method: string, path: string, headers: Record<string, string | number>, body: Readable) {
  const outgoing = request(`${gateway.url}${path}`, { method, headers })
  const response = once(outgoing, 'response')
  outgoing.on('error', () => {})
  body.on('error', () => {}).pipe(outgoing)
  return (await response)[0] as IncomingMessage
}

async function text(answer: IncomingMessage): Promise<string> {
  let all = ''
  for await (const piece of answer.setEncoding('utf8')) all += piece
  return all
}

const json = async (answer: IncomingMessage) => JSON.parse(await text(answer)) as unknown

/** Waits until a number has begun to grow and has stopped. */
async function settled(value: () => number): Promise<void> {
  let last = 0
  const still = () => {
    const before = last
    last = value()
    return last > 0 && last === before
  }
  await expect.poll(still, { interval: 150, timeout: 5_000 }).toBe(true)
}
