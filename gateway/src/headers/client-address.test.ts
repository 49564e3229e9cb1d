import { describe, expect, it } from 'vitest'
import { clientOrigin, TrustedProxies } from './client-address.ts'

const silent = { host: 'chat.example', forwardedFor: undefined, forwardedProto: undefined, forwardedHost: undefined }
const claims = { host: 'inner', forwardedFor: '6.6.6.6', forwardedProto: 'https', forwardedHost: 'chat.example' }

describe('the client behind a connection', () => {
  it('is the peer, whatever it claims, when no proxy is trusted', () => {
    expect(clientOrigin('9.9.9.9', claims, new TrustedProxies([]))).toEqual({
      address: '9.9.9.9',
      proto: 'http',
      host: 'inner',
    })
  })

  it('is the peer when another address is trusted', () => {
    expect(clientOrigin('9.9.9.9', claims, new TrustedProxies(['10.0.0.0/8'])).address).toBe('9.9.9.9')
  })

  it('is what a trusted proxy says', () => {
    expect(clientOrigin('::ffff:10.1.2.3', claims, new TrustedProxies(['10.0.0.0/8']))).toEqual({
      address: '6.6.6.6',
      proto: 'https',
      host: 'chat.example',
    })
  })

  it('is the nearest address that no trusted proxy has, not what the client put in front', () => {
    const words = { ...silent, forwardedFor: '1.1.1.1, 6.6.6.6, 10.0.0.9' }
    expect(clientOrigin('10.1.2.3', words, new TrustedProxies(['10.0.0.0/8'])).address).toBe('6.6.6.6')
  })

  it('stops at words that are no address', () => {
    const words = { ...silent, forwardedFor: '6.6.6.6, unknown, 10.0.0.9' }
    expect(clientOrigin('10.1.2.3', words, new TrustedProxies(['10.0.0.0/8'])).address).toBe('10.0.0.9')
  })

  it('reads IPv6 blocks and single addresses', () => {
    const trusted = new TrustedProxies(['fd00::/8', '127.0.0.1'])
    expect(trusted.has('fd12::1')).toBe(true)
    expect(trusted.has('127.0.0.1')).toBe(true)
    expect(trusted.has('127.0.0.2')).toBe(false)
  })

  it.each(['10.0.0.0/33', 'example.org', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/x', ''])(
    '%j is refused as a block',
    (block) => {
      expect(() => new TrustedProxies([block])).toThrow(RangeError)
    },
  )
})
