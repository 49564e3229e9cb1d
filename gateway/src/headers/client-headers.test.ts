import { Problem } from '@bartab/sdk/problems'
import { describe, expect, it } from 'vitest'
import { readClientHeaders } from './client-headers.ts'

const host = ['Host', 'chat.example']

describe('what a client says and what goes on', () => {
  const rows: { name: string; raw: string[]; passedOn: string[] }[] = [
    {
      name: 'an ordinary header goes on',
      raw: ['Accept', 'application/json'],
      passedOn: ['accept', 'application/json'],
    },
    { name: 'a repeated ordinary header goes on twice', raw: ['A', '1', 'a', '2'], passedOn: ['a', '1', 'a', '2'] },
    { name: 'the bearer token goes on', raw: ['Authorization', 'Bearer x'], passedOn: ['authorization', 'Bearer x'] },
    { name: 'identity names are dropped', raw: ['X-BarTAB-User', 'admin', 'x-bartab-roles', 'owner'], passedOn: [] },
    { name: 'identity names with underscores are dropped', raw: ['X_BarTAB_User', 'admin'], passedOn: [] },
    {
      name: 'forwarding names are dropped',
      raw: [
        'Forwarded',
        'for=1.1.1.1',
        'X-Forwarded-For',
        '1.1.1.1',
        'X-Forwarded-Prefix',
        '/x',
        'X-Real-IP',
        '1.1.1.1',
      ],
      passedOn: [],
    },
    { name: 'path overrides are dropped', raw: ['X-Original-URL', '/admin', 'X-Rewrite-Url', '/admin'], passedOn: [] },
    { name: 'method overrides are dropped', raw: ['X-HTTP-Method-Override', 'DELETE'], passedOn: [] },
    {
      name: 'hop-by-hop names are dropped',
      raw: ['Connection', 'keep-alive', 'Keep-Alive', 'timeout=9', 'TE', 'trailers', 'Proxy-Authorization', 'Basic x'],
      passedOn: [],
    },
    {
      name: 'what Connection lists is dropped',
      raw: ['X-Secret', '1', 'Connection', 'close, X-Secret , x-other', 'Accept', 'a', 'X-Other', '2'],
      passedOn: ['accept', 'a'],
    },
    {
      name: 'what a second Connection lists is dropped',
      raw: ['Connection', 'keep-alive', 'x-secret', '1', 'connection', 'x-secret'],
      passedOn: [],
    },
    {
      name: 'the host and the request id are ours to set',
      raw: ['X-Request-Id', 'abc', 'traceparent', 'x'],
      passedOn: [],
    },
  ]
  it.each(rows)('$name', ({ raw, passedOn }) => {
    expect(readClientHeaders([...host, ...raw]).passedOn).toEqual(passedOn)
  })

  const refused: { name: string; raw: string[]; code: string }[] = [
    { name: 'two hosts', raw: ['host', 'evil.example'], code: 'REQUEST_MALFORMED' },
    { name: 'two lengths', raw: ['content-length', '4', 'Content-Length', '4'], code: 'REQUEST_MALFORMED' },
    { name: 'a list of lengths', raw: ['content-length', '4, 4'], code: 'REQUEST_MALFORMED' },
    { name: 'a signed length', raw: ['content-length', '+4'], code: 'REQUEST_MALFORMED' },
    {
      name: 'a length and chunks',
      raw: ['Content-Length', '4', 'Transfer-Encoding', 'chunked'],
      code: 'REQUEST_MALFORMED',
    },
    { name: 'another encoding', raw: ['transfer-encoding', 'gzip, chunked'], code: 'REQUEST_MALFORMED' },
    {
      name: 'two encodings',
      raw: ['transfer-encoding', 'chunked', 'TE', 'x', 'transfer-encoding', 'identity'],
      code: 'REQUEST_MALFORMED',
    },
    { name: 'two tokens', raw: ['authorization', 'Bearer a', 'authorization', 'Bearer b'], code: 'REQUEST_MALFORMED' },
    {
      name: 'a token listed in Connection',
      raw: ['authorization', 'Bearer a', 'connection', 'authorization'],
      code: 'REQUEST_MALFORMED',
    },
    { name: 'an upgrade', raw: ['Connection', 'Upgrade', 'Upgrade', 'websocket'], code: 'UPGRADE_REFUSED' },
    { name: 'an odd expectation', raw: ['Expect', '200-maybe'], code: 'EXPECTATION_REFUSED' },
  ]
  it.each(refused)('$name is refused', ({ raw, code }) => {
    expect(codeOf(() => readClientHeaders([...host, ...raw]))).toBe(code)
  })

  it('tells the framing of the body', () => {
    expect(readClientHeaders([...host, 'Content-Length', '12'])).toMatchObject({ contentLength: 12, chunked: false })
    expect(readClientHeaders([...host, 'Transfer-Encoding', 'Chunked'])).toMatchObject({ chunked: true })
    expect(readClientHeaders([...host, 'Expect', '100-Continue']).expectsContinue).toBe(true)
  })
})

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
  return 'accepted'
}
