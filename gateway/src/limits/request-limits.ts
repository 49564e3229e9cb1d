import { Problem } from '@bartab/sdk/problems'
import { type Allowance, TokenBuckets, type Verdict } from './token-buckets.ts'

/** The allowances that a gateway keeps. */
export interface LimitSettings {
  /** Everything that one address sends. */
  readonly address: Allowance
  /** What one address sends to calls that check a password or a secret. */
  readonly credentials: Allowance
  /** Everything that one person or bot sends. */
  readonly user: Allowance
}

/** Generous: a household behind one address, with bots, does not notice them; a flood does. */
export const defaultLimits: LimitSettings = {
  address: { perSecond: 1000, burst: 5000 },
  credentials: { perSecond: 20, burst: 300 },
  user: { perSecond: 300, burst: 1500 },
}

const maxKeys = 20_000

/** The limits of one gateway. They live in its memory: two gateways count apart. */
export class RequestLimits {
  readonly #buckets: Record<keyof LimitSettings, TokenBuckets>

  constructor(settings: LimitSettings, clock: () => number) {
    this.#buckets = {
      address: new TokenBuckets(settings.address, maxKeys, clock),
      credentials: new TokenBuckets(settings.credentials, maxKeys, clock),
      user: new TokenBuckets(settings.user, maxKeys, clock),
    }
  }

  /** @throws {Problem} RATE_LIMITED with `retry-after` and the IETF `ratelimit` headers. */
  take(limit: keyof LimitSettings, key: string): void {
    const buckets = this.#buckets[limit]
    const verdict = buckets.take(key)
    if (!verdict.allowed)
      throw new Problem('RATE_LIMITED', { headers: limitHeaders(limit, buckets.allowance, verdict) })
  }
}

/** @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ */
function limitHeaders(limit: string, { perSecond, burst }: Allowance, verdict: Verdict): Record<string, string> {
  const seconds = String(Math.max(1, Math.ceil(verdict.retryAfterMs / 1000)))
  return {
    'retry-after': seconds,
    'ratelimit-policy': `"${limit}";q=${burst};w=${Math.ceil(burst / perSecond)}`,
    ratelimit: `"${limit}";r=${verdict.remaining};t=${seconds}`,
  }
}

/** One subscriber of IPv6 has a /64 and can use every address in it, so the block is the key. */
export function addressKey(address: string): string {
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('::')
  const left = head === '' ? [] : head.split(':')
  if (tail === undefined) return left.slice(0, 4).join(':')
  const right = tail === '' ? [] : tail.split(':')
  const middle = Array.from({ length: 8 - left.length - right.length }, () => '0')
  return [...left, ...middle, ...right].slice(0, 4).join(':')
}
