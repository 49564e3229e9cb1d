import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Connections } from './connections.ts'
import { type AnswerHandler, type ServiceRequest, Visit } from './visit.ts'

/** A service of which each byte is said by the test. */
let server: Server
let sockets: Socket[]
let received: string[]
let lane: Connections
beforeEach(async () => {
  sockets = []
  received = []
  server = createServer((socket) => {
    const nth = sockets.push(socket) - 1
    received[nth] = ''
    socket
      .on('error', () => {})
      .on('data', (data) => {
        received[nth] += String(data)
      })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  lane = lanes(true)
})
afterEach(async () => {
  lane.destroy()
  for (const socket of sockets) socket.destroy()
  server.close()
  await once(server, 'close')
})

const lanes = (together: boolean) =>
  new Connections({
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clock: Date.now,
    together,
    buffered: true,
  })

const counted = { answered: 0, failed: 0, ended: 0 }
const events = {
  answered: () => void counted.answered++,
  failed: () => void counted.failed++,
  ended: () => void counted.ended++,
}

/** One request, and what it was told. */
class Asked implements AnswerHandler {
  status = 0
  text = ''
  outcome = ''
  readonly visit: Visit

  constructor(target: string, { method = 'GET', ...more }: Partial<ServiceRequest> = {}) {
    const request = { method, target, text: 'a: b\r\n\r\n', body: null, headersMs: 5_000, bodyMs: 5_000, ...more }
    this.visit = new Visit(request, this, events)
  }

  onHead(status: number): void {
    this.status = status
  }
  onPiece(piece: Buffer): void {
    this.text += String(piece)
  }
  onEnd(): void {
    this.outcome = 'complete'
  }
  onError(error: Error): void {
    this.outcome = (error as NodeJS.ErrnoException).code ?? error.name
  }
}

function ask(target: string, more?: Partial<ServiceRequest>): Asked {
  const asked = new Asked(target, more)
  lane.send(asked.visit)
  return asked
}

const answer = (text: string, headers = '') =>
  `HTTP/1.1 200 OK\r\ncontent-length: ${text.length}\r\n${headers}\r\n${text}`
const heard = (nth: number, what: string) => expect.poll(() => received[nth] ?? '').toContain(what)
const outcomes = (...asked: Asked[]) => expect.poll(() => asked.map(({ outcome }) => outcome))

describe('questions that arrive together', () => {
  it('share a connection, leave in one piece, and each gets its own answer', async () => {
    const [a, b, c] = [ask('/a'), ask('/b'), ask('/c')]
    await heard(0, '/c')
    expect(received[0]?.match(/GET \/\w HTTP\/1\.1\r\nhost: 127\.0\.0\.1:\d+\r\na: b\r\n\r\n/g)).toHaveLength(3)
    sockets[0]?.write(answer('A') + answer('B'))
    sockets[0]?.write(answer('C'))
    await outcomes(a, b, c).toEqual(['complete', 'complete', 'complete'])
    expect([a.text, b.text, c.text, lane.size, lane.idle]).toEqual(['A', 'B', 'C', 1, 1])
  })

  it('take another connection when others are under way, and many take several', async () => {
    ask('/slow')
    await heard(0, '/slow')
    for (let i = 0; i < 17; i += 1) ask(`/${i}`)
    await heard(2, '/16')
    expect([sockets.length, received[1]?.split('GET ').length]).toEqual([3, 17])
  })

  it('wait for nobody where the one before was alone and nobody is under way; company is waited for again', async () => {
    const first = ask('/first')
    await heard(0, '/first')
    sockets[0]?.write(answer('.'))
    await outcomes(first).toEqual(['complete'])
    expect(lane.idle).toBe(1)
    const alone = ask('/alone')
    expect(lane.idle).toBe(0)
    const [a, b] = [ask('/a'), ask('/b')]
    await heard(1, '/b')
    expect([received[0]?.split('GET ').length, received[1]?.split('GET ').length]).toEqual([3, 3])
    sockets[0]?.write(answer('.'))
    sockets[1]?.write(answer('.') + answer('.'))
    await outcomes(alone, a, b).toEqual(['complete', 'complete', 'complete'])
    ask('/next')
    expect(lane.idle).toBe(2)
  })

  it('go on without one whose client left; one that is alone takes its connection with it', async () => {
    const [a, b] = [ask('/a'), ask('/b')]
    await heard(0, '/b')
    a.visit.abort(new Error('left'))
    sockets[0]?.write(answer('A') + answer('B'))
    await outcomes(b).toEqual(['complete'])
    expect([a.outcome, a.text, b.text]).toEqual(['', '', 'B'])
    const alone = ask('/alone')
    await heard(0, '/alone')
    const closed = once(sockets[0] as Socket, 'close')
    alone.visit.abort(new Error('left'))
    await closed
    expect([alone.outcome, lane.size]).toEqual(['', 0])
  })

  it('fail where the service closes after one of them, so that they can be asked again', async () => {
    const [a, b] = [ask('/a'), ask('/b')]
    await heard(0, '/b')
    sockets[0]?.write(answer('A', 'connection: close\r\n'))
    await outcomes(a, b).toEqual(['complete', 'CLOSED'])
  })

  it('are not held up by a slow reader of the first answer', async () => {
    const [a, b] = [ask('/a'), ask('/b')]
    await heard(0, '/b')
    a.visit.pause()
    sockets[0]?.write(answer('A') + answer('B'))
    await outcomes(a, b).toEqual(['complete', 'complete'])
  })

  it('are only questions: what changes something, and polls and bodies, are alone on theirs', async () => {
    for (const method of ['POST', 'DELETE', 'PUT']) ask('/', { method })
    await expect.poll(() => sockets.length).toBe(3)
    lane.destroy()
    lane = lanes(false)
    ask('/a')
    ask('/b')
    await expect.poll(() => sockets.length).toBe(5)
  })
})

describe('writes of a prompt route that arrive together', () => {
  const write = (target: string) => ask(target, { method: 'POST', prompt: true, text: 'content-length: 1\r\n\r\nx' })

  it('share a connection, leave in one piece, and each gets its own answer', async () => {
    const [a, b] = [write('/a'), write('/b')]
    await heard(0, '/b')
    expect(
      received[0]?.match(/POST \/\w HTTP\/1\.1\r\nhost: 127\.0\.0\.1:\d+\r\ncontent-length: 1\r\n\r\nx/g),
    ).toHaveLength(2)
    sockets[0]?.write(answer('A') + answer('B'))
    await outcomes(a, b).toEqual(['complete', 'complete'])
    expect([a.text, b.text, lane.size, lane.idle]).toEqual(['A', 'B', 1, 1])
  })

  it('do not stand behind a question, nor behind a body that streams', async () => {
    ask('/slow')
    ask('/stream', { method: 'POST', prompt: true, body: { stream: new PassThrough(), chunked: true } })
    const a = write('/a')
    await expect.poll(() => sockets.length).toBe(3)
    await expect.poll(() => received.map((text) => text.split(' ')[1]).sort()).toEqual(['/a', '/slow', '/stream'])
    sockets[received.findIndex((text) => text.includes('/a'))]?.write(answer('A'))
    await outcomes(a).toEqual(['complete'])
  })

  it('end as others do where the service dies behind the first answer, or the lane is cut', async () => {
    const [a, b, c] = [write('/a'), write('/b'), write('/c')]
    await heard(0, '/c')
    sockets[0]?.end(answer('A'))
    await outcomes(a, b, c).toEqual(['complete', 'CLOSED', 'CLOSED'])
    const cut = write('/cut')
    lane.destroy()
    await outcomes(cut).toEqual(['CLOSED'])
    expect(lane.size).toBe(0)
  })
})

describe('a connection', () => {
  it('is used again, and not after what came uninvited', async () => {
    const a = ask('/a')
    await heard(0, '/a')
    sockets[0]?.write(answer('A'))
    await outcomes(a).toEqual(['complete'])
    const b = ask('/b')
    await heard(0, '/b')
    sockets[0]?.write(`${answer('B')}${answer('forged')}`)
    await outcomes(b).toEqual(['complete'])
    expect([b.text, lane.size]).toEqual(['B', 0])
    const c = ask('/c')
    await heard(1, '/c')
    sockets[1]?.write(answer('C'))
    await outcomes(c).toEqual(['complete'])
    expect(c.text).toBe('C')
    sockets[1]?.write(answer('forged'))
    await expect.poll(() => lane.size).toBe(0)
  })

  it.each([
    ['garbage', 'SSH-2.0\r\n', 'HPE_INVALID_CONSTANT'],
    ['an upgrade', 'HTTP/1.1 101 Yes\r\nupgrade: x\r\n\r\n', 'GARBAGE'],
    [
      'two lengths',
      'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab',
      'HPE_UNEXPECTED_CONTENT_LENGTH',
    ],
    ['a bare line feed', 'HTTP/1.1 200 OK\na: b\n\n', 'HPE_CR_EXPECTED'],
    ['an endless header section', `HTTP/1.1 200 OK\r\na: ${'b'.repeat(40_000)}`, 'HPE_HEADER_OVERFLOW'],
  ])('ends with %s, be it new or used before', async (_name, bytes, code) => {
    const a = ask('/a')
    await heard(0, '/a')
    sockets[0]?.write(bytes)
    await outcomes(a).toEqual([code])
    expect(lane.size).toBe(0)
    const before = ask('/before')
    await heard(1, '/before')
    sockets[1]?.write(answer('fine'))
    await outcomes(before).toEqual(['complete'])
    const b = ask('/then')
    await heard(1, '/then')
    sockets[1]?.write(bytes)
    await outcomes(b).toEqual([code])
    expect(lane.size).toBe(0)
  })

  it('knows an answer that ends in its header section, on a connection used before', async () => {
    const before = ask('/before')
    await heard(0, '/before')
    sockets[0]?.write(answer('fine'))
    await outcomes(before).toEqual(['complete'])
    const half = ask('/half')
    await heard(0, '/half')
    sockets[0]?.end('HTTP/1.1 200 OK\r\nx-a:')
    await outcomes(half).toEqual(['HPE_INVALID_EOF_STATE'])
  })

  it('understands interim answers, pieces, trailers, no body, and an end by closing', async () => {
    const cases: [string, string, string][] = [
      ['GET', `HTTP/1.1 103 Early\r\nlink: x\r\n\r\n${answer('hi')}`, 'hi'],
      ['GET', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n1\r\n!\r\n0\r\nx: y\r\n\r\n', 'hi!'],
      ['HEAD', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n', ''],
      ['GET', 'HTTP/1.1 304 Same\r\ncontent-length: 10\r\n\r\n', ''],
    ]
    for (const [method, bytes, text] of cases) {
      const a = ask('/next', { method })
      await heard(0, '/next')
      received[0] = ''
      sockets[0]?.write(bytes)
      await outcomes(a).toEqual(['complete'])
      expect(a.text).toBe(text)
    }
    expect(sockets).toHaveLength(1)
    const last = ask('/last')
    await heard(0, '/last')
    sockets[0]?.end('HTTP/1.0 200 OK\r\n\r\nuntil the end')
    await outcomes(last).toEqual(['complete'])
    expect([last.text, lane.size]).toEqual(['until the end', 0])
  })

  it('takes a body of announced length as it is, wherever its pieces are cut', async () => {
    const body = 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n0\r\n\r\n'
    const bytes = answer(body)
    const soon = { interval: 2 }
    const turn = (nth: number) => expect.poll(() => received[0]?.split('GET ').length, soon).toBe(nth + 1)
    for (let cut = 1; cut < bytes.length; cut += 1) {
      const a = ask('/a')
      await turn(cut)
      sockets[0]?.write(bytes.slice(0, cut))
      await new Promise((resolve) => setImmediate(resolve))
      sockets[0]?.write(bytes.slice(cut))
      await expect.poll(() => a.outcome, soon).toBe('complete')
      expect(a.text).toBe(body)
    }
    expect([sockets.length, lane.size]).toEqual([1, 1])
    const short = ask('/short')
    await turn(bytes.length)
    sockets[0]?.end(bytes.slice(0, -1))
    await outcomes(short).toEqual(['CLOSED'])
  })

  it('reads its own answer, however its pieces and those of others take turns', async () => {
    const [a, b] = [ask('/a', { method: 'POST' }), ask('/b', { method: 'POST' })]
    await heard(0, '/a')
    await heard(1, '/b')
    const chunks = (text: string) => `transfer-encoding: chunked\r\n\r\n3\r\n${text}\r\n`
    const pieces = [
      [0, 'HTTP/1.1 200 OK\r\nx-of: A\r\nconte'],
      [1, 'HTTP/1.1 201 OK\r\nx-of: B\r\ntran'],
      [0, 'nt-length: 5\r\n\r\nAA'],
      [1, chunks('BBB').slice(4)],
      [0, 'AAA'],
      [1, '0\r\n\r\n'],
    ] as const
    for (const [nth, piece] of pieces) {
      sockets[nth]?.write(piece)
      await sleep(5)
    }
    await outcomes(a, b).toEqual(['complete', 'complete'])
    expect([a.text, b.text]).toEqual(['AAAAA', 'BBB'])
  })

  it('reads to the same memory again, and leaves alone what somebody keeps', async () => {
    const pieces: Buffer[] = []
    const take = async (text: string, keep: boolean) => {
      const a = ask('/a')
      const giveBack: (() => void)[] = []
      a.onPiece = (piece) => {
        pieces.push(piece)
        if (keep) giveBack.push(a.visit.keep())
      }
      await expect.poll(() => received[0]?.length).toBeGreaterThan(0)
      received[0] = ''
      sockets[0]?.write(answer(text))
      await outcomes(a).toEqual(['complete'])
      return giveBack
    }
    const said = () => pieces.map(String)
    await take('first', false)
    const [giveBack] = await take('kept!', true)
    await take('third', false)
    await take('forth', false)
    expect(said()).toEqual(['kept!', 'kept!', 'forth', 'forth'])
    giveBack?.()
    lane.destroy()
    expect(said()).toEqual(['kept!', 'kept!', 'forth', 'forth'])
  })

  it('is given up when nothing comes in time, or nothing more', async () => {
    const silent = ask('/silent', { headersMs: 60 })
    await outcomes(silent).toEqual(['TIMEOUT'])
    const stalled = ask('/stalled', { bodyMs: 60 })
    await heard(1, '/stalled')
    sockets[1]?.write('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab')
    await outcomes(stalled).toEqual(['TIMEOUT'])
    expect(stalled.text).toBe('ab')
  })

  it('is not kept as long as the service keeps it', async () => {
    const a = ask('/a')
    await heard(0, '/a')
    sockets[0]?.write(answer('A', 'keep-alive: timeout=2\r\n'))
    await outcomes(a).toEqual(['complete'])
    ask('/b')
    await heard(1, '/b')
    expect(sockets).toHaveLength(2)
  })

  it('that cannot be opened says so', async () => {
    server.close()
    const a = ask('/a')
    await outcomes(a).toEqual(['ECONNREFUSED'])
    server.listen(0)
    await once(server, 'listening')
  })
})
