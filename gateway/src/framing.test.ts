import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { acceptedTargets, refusedTargets } from './path/corpus.ts'
import { rawExchange } from './testing/raw-exchange.ts'
import { type StartedGateway, startGateway } from './testing/started-gateway.ts'

let gateway: StartedGateway
let bearer: string
beforeAll(async () => {
  gateway = await startGateway()
  bearer = `authorization: ${(await gateway.bearer()).authorization}`
})
afterAll(() => gateway[Symbol.asyncDispose]())
beforeEach(() => {
  gateway.chat.seen.length = 0
  gateway.lines.length = 0
})

const head = (target: string, ...headers: string[]) =>
  [`GET ${target} HTTP/1.1`, 'host: chat.example', bearer, ...headers, '', ''].join('\r\n')
const post = (headers: string[], body = '') =>
  [`POST /chat/v1/rooms HTTP/1.1`, 'host: chat.example', bearer, ...headers, '', body].join('\r\n')
const reached = () => [gateway.auth, gateway.chat, gateway.media].flatMap(({ seen }) => seen)

describe('bytes that two readers could understand differently', () => {
  const smuggled = 'GET /chat/v1/admin HTTP/1.1\r\nhost: x\r\n\r\n'
  const rows: { name: string; bytes: () => string; code: string }[] = [
    {
      name: 'a length with chunks',
      bytes: () => post(['content-length: 4', 'transfer-encoding: chunked'], `0\r\n\r\n${smuggled}`),
      code: 'REQUEST_MALFORMED',
    },
    {
      name: 'chunks with a length',
      bytes: () => post(['transfer-encoding: chunked', 'content-length: 4'], `0\r\n\r\n${smuggled}`),
      code: 'REQUEST_MALFORMED',
    },
    {
      name: 'two lengths',
      bytes: () => post(['content-length: 0', 'content-length: 44'], smuggled),
      code: 'REQUEST_MALFORMED',
    },
    { name: 'a list of lengths', bytes: () => post(['content-length: 0, 44'], smuggled), code: 'REQUEST_MALFORMED' },
    { name: 'a hexadecimal length', bytes: () => post(['content-length: 0x2c'], smuggled), code: 'REQUEST_MALFORMED' },
    {
      name: 'a space before the colon',
      bytes: () => post(['content-length : 44'], smuggled),
      code: 'REQUEST_MALFORMED',
    },
    {
      name: 'another transfer encoding',
      bytes: () => post(['transfer-encoding: xchunked'], smuggled),
      code: 'REQUEST_MALFORMED',
    },
    {
      name: 'two transfer encodings',
      bytes: () => post(['transfer-encoding: chunked', 'transfer-encoding: chunked'], '0\r\n\r\n'),
      code: 'REQUEST_MALFORMED',
    },
    {
      name: 'chunks that are not the last encoding',
      bytes: () => post(['transfer-encoding: chunked, gzip'], smuggled),
      code: 'REQUEST_MALFORMED',
    },
    { name: 'a folded header', bytes: () => head('/chat/v1/rooms', 'x-a: 1\r\n folded: 2'), code: 'REQUEST_MALFORMED' },
    { name: 'a bare CR', bytes: () => head('/chat/v1/rooms', 'x-a: 1\rx-b: 2'), code: 'REQUEST_MALFORMED' },
    { name: 'bare LFs', bytes: () => head('/chat/v1/rooms').replaceAll('\r\n', '\n'), code: 'REQUEST_MALFORMED' },
    { name: 'a NUL in a header', bytes: () => head('/chat/v1/rooms', 'x-a: 1\0'), code: 'REQUEST_MALFORMED' },
    { name: 'two hosts', bytes: () => head('/chat/v1/rooms', 'host: evil.example'), code: 'REQUEST_MALFORMED' },
    {
      name: 'a host that is none',
      bytes: () => head('/x').replace('chat.example', 'a b/c'),
      code: 'REQUEST_MALFORMED',
    },
    {
      name: 'no host',
      bytes: () => head('/chat/v1/rooms').replace('host: chat.example\r\n', ''),
      code: 'REQUEST_MALFORMED',
    },
    { name: 'two tokens', bytes: () => head('/chat/v1/rooms', 'authorization: Bearer x'), code: 'REQUEST_MALFORMED' },
    {
      name: 'a body on a GET',
      bytes: () => `${head('/chat/v1/rooms', 'content-length: 3')}abc`,
      code: 'REQUEST_MALFORMED',
    },
    {
      name: 'an upgrade',
      bytes: () => head('/chat/v1/rooms', 'connection: upgrade', 'upgrade: websocket'),
      code: 'UPGRADE_REFUSED',
    },
    {
      name: 'an upgrade to HTTP/2',
      bytes: () =>
        head('/chat/v1/rooms', 'connection: upgrade, http2-settings', 'upgrade: h2c', 'http2-settings: AAMAAABk'),
      code: 'UPGRADE_REFUSED',
    },
    {
      name: 'an odd expectation',
      bytes: () => post(['expect: the-unexpected', 'content-length: 0']),
      code: 'EXPECTATION_REFUSED',
    },
    { name: 'another protocol', bytes: () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', code: 'REQUEST_MALFORMED' },
    {
      name: 'headers of 20 KiB',
      bytes: () => head('/chat/v1/rooms', `x-a: ${'a'.repeat(20_000)}`),
      code: 'HEADERS_TOO_LARGE',
    },
  ]
  it.each(rows)('$name: refused with a code, and nothing reaches a service', async ({ bytes, code }) => {
    const answer = await rawExchange(gateway.port, bytes())
    expect(answer.code).toBe(code)
    expect(answer.text).toContain('x-content-type-options: nosniff')
    expect(reached()).toEqual([])
  })

  it('the guard: the same request without any of this passes', async () => {
    expect((await rawExchange(gateway.port, head('/chat/v1/rooms'))).status).toBe(200)
    expect(
      (await rawExchange(gateway.port, post(['transfer-encoding: chunked'], '3\r\nabc\r\n0\r\n\r\n'))).status,
    ).toBe(200)
    expect(gateway.chat.seen).toHaveLength(2)
  })

  it('CONNECT is cut', async () => {
    const answer = await rawExchange(gateway.port, 'CONNECT chat:8080 HTTP/1.1\r\nhost: x\r\n\r\n').catch(
      () => undefined,
    )
    expect(answer?.status).not.toBe(200)
    expect(reached()).toEqual([])
  })
})

describe('a path through the gateway', () => {
  it.each(refusedTargets.filter(({ target }) => !/[ \t]/.test(target)))(
    'with $name is refused with 400 and reaches nothing',
    async ({ target }) => {
      const answer = await rawExchange(gateway.port, head(target))
      expect(answer.status).toBe(400)
      expect(['PATH_INVALID', 'REQUEST_MALFORMED']).toContain(answer.code)
      expect(reached()).toEqual([])
    },
  )

  it.each(acceptedTargets.filter(({ path }) => path.startsWith('/chat/')))(
    'with $name reaches the service in its one spelling',
    async ({ target, path, query }) => {
      await rawExchange(gateway.port, head(target))
      expect(gateway.chat.last.url).toBe(path + (query ?? ''))
    },
  )

  it('is authorised, logged and forwarded as the same path, whatever is sent', async () => {
    const piece = fc.constantFrom(
      '/',
      'chat',
      '/v1',
      '/rooms',
      '%63',
      '%2e',
      '..',
      '.',
      '%2F',
      '%C3%A9',
      ';',
      '//',
      '%',
      '?a=/../b',
      '~',
      '\\',
    )
    const target = fc.array(piece, { maxLength: 6 }).map((pieces) => `/chat/v1/${pieces.join('')}`)
    let forwarded = 0
    await fc.assert(
      fc.asyncProperty(target, async (sent) => {
        gateway.chat.seen.length = 0
        gateway.lines.length = 0
        const { status } = await rawExchange(gateway.port, head(sent, 'connection: close'))
        const line = JSON.parse(gateway.lines[0] ?? '{}') as { path: string; route: string; status: number }
        if (status === 400) {
          expect(reached()).toEqual([])
          return
        }
        forwarded += 1
        const [path, ...query] = gateway.chat.last.url.split('?')
        expect(line).toMatchObject({ path, status: 200, route: expect.stringMatching(/^\/chat\/v1/) })
        expect(path?.startsWith(line.route)).toBe(true)
        expect(new URL(`http://x${gateway.chat.last.url}`).pathname).toBe(path)
        expect(sent.endsWith(query.join('?'))).toBe(true)
      }),
      { numRuns: 150 },
    )
    expect(forwarded).toBeGreaterThan(10)
  })
})

describe('headers on the wire', () => {
  it('that Connection lists never reach the service, and neither do ours change', async () => {
    await rawExchange(
      gateway.port,
      head('/chat/v1/rooms', 'connection: close, x-forwarded-for, x-request-id, x-mine', 'x-mine: 1'),
    )
    expect(gateway.chat.last.headers['x-mine']).toBeUndefined()
    expect(gateway.chat.last.headers['x-forwarded-for']).toBe('127.0.0.1')
    expect(gateway.chat.last.headers['x-request-id']).toMatch(/^r\d+$/)
  })

  it('of ours stand once each', async () => {
    await rawExchange(
      gateway.port,
      head('/chat/v1/rooms', 'X-Forwarded-For: 6.6.6.6', 'X-Request-Id: a b', 'traceparent: x'),
    )
    const names = gateway.chat.last.rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase())
    for (const name of [
      'x-forwarded-for',
      'x-forwarded-proto',
      'x-forwarded-host',
      'x-request-id',
      'traceparent',
      'host',
    ]) {
      expect(names.filter((each) => each === name)).toHaveLength(1)
    }
  })
})
