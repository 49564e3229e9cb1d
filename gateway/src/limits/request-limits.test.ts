import { Problem } from '@bartab/sdk/problems'
import { describe, expect, it } from 'vitest'
import { addressKey, defaultLimits, type LimitName, type LimitSettings, RequestLimits } from './request-limits.ts'

describe('request limits', () => {
  it('refuse with retry-after and the ratelimit headers', () => {
    const limits = new RequestLimits({ ...defaultLimits, user: { perSecond: 0.5, burst: 1 } }, () => 0)
    limits.take('user', 'ann')
    const problem = refusal(() => limits.take('user', 'ann'))
    expect(problem).toMatchObject({
      code: 'RATE_LIMITED',
      status: 429,
      headers: { 'retry-after': '2', 'ratelimit-policy': '"user";q=1;w=2', ratelimit: '"user";r=0;t=2' },
    })
  })

  it('count each limit and each key apart', () => {
    const one = { perSecond: 1, burst: 1 }
    const names = Object.keys(defaultLimits) as LimitName[]
    const settings = Object.fromEntries(names.map((name) => [name, one])) as unknown as LimitSettings
    const limits = new RequestLimits(settings, () => 0)
    for (const limit of names) {
      limits.take(limit, 'x')
      limits.take(limit, 'y')
      expect(refusal(() => limits.take(limit, 'x'))?.code).toBe('RATE_LIMITED')
    }
  })
})

describe('the key of an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::9', '2001:db8:1:2'],
    ['2001:db8::9', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
  ])('of %s is %s', (address, key) => {
    expect(addressKey(address)).toBe(key)
  })
})

function refusal(run: () => void): Problem | undefined {
  try {
    run()
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  return undefined
}
