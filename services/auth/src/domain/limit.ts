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
 * @throws {Problem} RATE_LIMITED with `retry-after` and the `ratelimit` headers.
 */
export function takeFrom(deps: LimitDeps, bucket: string, limit: Limit): void {
  const now = deps.clock()
  const depthMs = limit.burst * limit.intervalMs
  const filledTs = deps.store.limits.fullUntil(bucket)
  // further ahead than any bucket can be, it was filled before the clock was set back: nobody is to wait for that
  const startTs = filledTs > now + depthMs ? now : Math.max(now, filledTs)
  const fullTs = startTs + limit.intervalMs
  const waitMs = fullTs - now - depthMs
  if (waitMs > 0) throw new Problem('RATE_LIMITED', { headers: limitHeaders(bucket, limit, waitMs) })
  deps.store.limits.fill(bucket, fullTs)
}

/** @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ */
function limitHeaders(bucket: string, { burst, intervalMs }: Limit, waitMs: number): Record<string, string> {
  const [name] = bucket.split(':')
  const seconds = Math.ceil(waitMs / 1000)
  return {
    'retry-after': String(seconds),
    'ratelimit-policy': `"${name}";q=${burst};w=${Math.ceil((burst * intervalMs) / 1000)}`,
    ratelimit: `"${name}";r=0;t=${seconds}`,
  }
}
