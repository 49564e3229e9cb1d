import { describe, expect, it } from 'vitest'
import { takeFrom } from './limit.ts'

const limit = { burst: 3, intervalMs: 1_000 }

function bucketAt(start: number) {
  let now = start
  let full = 0
  const limits = {
    fullUntil: () => full,
    fill: (_bucket: string, untilTs: number) => {
      full = untilTs
    },
    empty: () => {
      full = 0
    },
    prune: () => {},
  }
  const deps = { clock: () => now, store: { limits } }
  return {
    take: () => takeFrom(deps, 'bucket', limit),
    pass: (ms: number) => {
      now += ms
    },
  }
}

describe('a limit', () => {
  it('lets a burst through and then says how long to wait', () => {
    const bucket = bucketAt(50_000)
    for (let i = 0; i < 3; i++) bucket.take()
    expect(bucket.take).toThrow(
      expect.objectContaining({ code: 'RATE_LIMITED', headers: expect.objectContaining({ 'retry-after': '1' }) }),
    )
  })

  it('gives one back for each interval, and never more than the burst', () => {
    const bucket = bucketAt(50_000)
    for (let i = 0; i < 3; i++) bucket.take()
    bucket.pass(1_000)
    bucket.take()
    expect(bucket.take).toThrow()
    bucket.pass(60_000)
    for (let i = 0; i < 3; i++) bucket.take()
    expect(bucket.take).toThrow()
  })

  it('makes nobody wait for a clock that was set back', () => {
    const bucket = bucketAt(5_000_000)
    for (let i = 0; i < 3; i++) bucket.take()
    expect(bucket.take).toThrow()
    bucket.pass(-3_600_000)
    for (let i = 0; i < 3; i++) bucket.take()
    expect(bucket.take).toThrow()
  })
})
