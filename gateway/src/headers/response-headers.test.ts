import { describe, expect, it } from 'vitest'
import { answerHead } from './response-headers.ts'
import { securityHeaders } from './security-headers.ts'

const responseHeaders = (fromService: Record<string, string | string[]>, requestId: string) => {
  const flat = Object.entries(fromService).flatMap(([name, value]) => [value].flat().flatMap((each) => [name, each]))
  return answerHead(flat, requestId).headers
}
const pairs = (flat: string[]) => flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1]]] : []))

describe('a service’s header section', () => {
  it('goes to the client with the security headers and the request’s id', () => {
    expect(pairs(responseHeaders({ 'content-type': 'text/plain', etag: '"a"' }, 'r1'))).toEqual([
      ['content-type', 'text/plain'],
      ['etag', '"a"'],
      ...securityHeaders,
      ['x-request-id', 'r1'],
    ])
  })

  it('loses what concerns the inner connection and what names the machinery', () => {
    const sent = responseHeaders(
      {
        connection: 'close, x-inner',
        'x-inner': '1',
        'keep-alive': 'timeout=72',
        'transfer-encoding': 'chunked',
        server: 'x',
      },
      'r1',
    )
    expect(pairs(sent)).toEqual([...securityHeaders, ['x-request-id', 'r1']])
  })

  it('keeps a security header that the service chose, once', () => {
    const sent = pairs(responseHeaders({ 'content-security-policy': 'sandbox' }, 'r1'))
    expect(sent.filter(([name]) => name === 'content-security-policy')).toEqual([
      ['content-security-policy', 'sandbox'],
    ])
  })

  it('keeps each cookie apart, and never a second request id', () => {
    const sent = pairs(responseHeaders({ 'set-cookie': ['a=1', 'b=2'], 'x-request-id': 'other' }, 'r1'))
    expect(sent.filter(([name]) => name === 'set-cookie')).toEqual([
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ])
    expect(sent.filter(([name]) => name === 'x-request-id')).toEqual([['x-request-id', 'r1']])
  })
})
