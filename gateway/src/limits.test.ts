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
})
