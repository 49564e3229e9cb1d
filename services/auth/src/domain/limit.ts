import { Problem } from '@bartab/sdk/problems'

/** Until when a bucket is full, in milliseconds since the epoch; a bucket that is not there is empty. */
export interface LimitBuckets {
  fullUntil(bucket: string): number
  fill(bucket: string, untilTs: number): void
  empty(bucket: string): void
  prune(now: number): void
}

export interface Limit {
  /** How many at once. */
  burst: number
  /** Milliseconds that one of them takes to come back. */
  intervalMs: number
}

export interface LimitDeps {
  clock: () => number
  store: { limits: LimitBuckets }
}

/**
 * Takes one from a bucket, or refuses (the generic cell rate algorithm: one row a bucket, survives a restart).
 *
 * @throws {Problem} RATE_LIMITED with `retry-after`.
 */
export function takeFrom(deps: LimitDeps, bucket: string, limit: Limit): void {
  const now = deps.clock()
  const fullTs = Math.max(now, deps.store.limits.fullUntil(bucket)) + limit.intervalMs
  const waitMs = fullTs - now - limit.burst * limit.intervalMs
  if (waitMs > 0) throw new Problem('RATE_LIMITED', { headers: { 'retry-after': String(Math.ceil(waitMs / 1000)) } })
  deps.store.limits.fill(bucket, fullTs)
}
