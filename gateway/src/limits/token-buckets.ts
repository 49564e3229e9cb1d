import { RecentKeys } from './recent-keys.ts'

/** How much one key may ask for. */
export interface Allowance {
  /** Requests each second, over time. */
  readonly perSecond: number
  /** Requests at once, after a rest. */
  readonly burst: number
}

/** The answer for one request: how many more may come at once, and if refused, when one fits again. */
export interface Verdict {
  readonly allowed: boolean
  readonly remaining: number
  /** Milliseconds until the next request fits; 0 if one fits now. */
  readonly retryAfterMs: number
  /** Milliseconds until the bucket is full again. */
  readonly fullAfterMs: number
}

/**
 * Token buckets for many keys, one number a key: the time at which its bucket would be full again. Keys that were not
 * seen for longest are forgotten when there are too many, which only ever gives them a full bucket.
 */
export class TokenBuckets {
  readonly allowance: Allowance
  readonly #fullAt: RecentKeys
  readonly #intervalMs: number
  readonly #clock: () => number

  constructor(allowance: Allowance, maxKeys: number, clock: () => number) {
    this.allowance = allowance
    this.#fullAt = new RecentKeys(maxKeys)
    this.#intervalMs = 1000 / allowance.perSecond
    this.#clock = clock
  }

  /** Takes one token of a key's bucket if there is one. */
  take(key: string): Verdict {
    const now = this.#clock()
    const spentMs = Math.max(0, (this.#fullAt.get(key) ?? 0) - now)
    const roomMs = this.allowance.burst * this.#intervalMs - spentMs - this.#intervalMs
    if (roomMs < -epsilonMs) return { allowed: false, remaining: 0, retryAfterMs: -roomMs, fullAfterMs: spentMs }
    this.#fullAt.set(key, now + spentMs + this.#intervalMs)
    const remaining = Math.floor((roomMs + epsilonMs) / this.#intervalMs)
    return { allowed: true, remaining, retryAfterMs: 0, fullAfterMs: spentMs + this.#intervalMs }
  }

  get size(): number {
    return this.#fullAt.size
  }
}

/** Times add up in floating point. */
const epsilonMs = 1e-6
