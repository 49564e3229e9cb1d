import { describe, expect, it } from 'vitest'
import { TokenBuckets } from './token-buckets.ts'

describe('token buckets', () => {
  it('allow a burst, then refuse and say when the next request fits', () => {
    const { buckets } = fill({ perSecond: 2, burst: 3 })
    expect([1, 2, 3].map(() => buckets.take('a').remaining)).toEqual([2, 1, 0])
    expect(buckets.take('a')).toEqual({ allowed: false, remaining: 0, retryAfterMs: 500, fullAfterMs: 1500 })
  })

  it('fill again with time, and never beyond the burst', () => {
    const { buckets, pass } = fill({ perSecond: 2, burst: 3 })
    for (let i = 0; i < 3; i += 1) buckets.take('a')
    pass(500)
    expect(buckets.take('a').allowed).toBe(true)
    expect(buckets.take('a').allowed).toBe(false)
    pass(60_000)
    expect(buckets.take('a').remaining).toBe(2)
  })

  it('are not emptied further by refused requests', () => {
    const { buckets, pass } = fill({ perSecond: 1, burst: 1 })
    expect(buckets.take('a').allowed).toBe(true)
    for (let i = 0; i < 100; i += 1) expect(buckets.take('a').allowed).toBe(false)
    pass(1000)
    expect(buckets.take('a').allowed).toBe(true)
  })

  it('keep keys apart', () => {
    const { buckets } = fill({ perSecond: 1, burst: 1 })
    expect(buckets.take('a').allowed).toBe(true)
    expect(buckets.take('b').allowed).toBe(true)
  })

  it('forget the key seen longest ago rather than grow', () => {
    const { buckets } = fill({ perSecond: 1, burst: 1 }, 2)
    for (const key of ['a', 'b', 'c']) buckets.take(key)
    expect(buckets.size).toBe(2)
    expect(buckets.take('c').allowed).toBe(false)
    expect(buckets.take('a').allowed).toBe(true)
  })
})

function fill(allowance: { perSecond: number; burst: number }, maxKeys = 100) {
  let now = 1_000_000
  const buckets = new TokenBuckets(allowance, maxKeys, () => now)
  return { buckets, pass: (ms: number) => (now += ms) }
}
