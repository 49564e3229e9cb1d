import { Problem } from '@bartab/sdk/problems'
import { limitHeaders } from './limit-headers.ts'
import { type Allowance, TokenBuckets } from './token-buckets.ts'

/** The allowances that a gateway keeps. */
export interface LimitSettings {
  /** Everything that one address sends. */
  readonly address: Allowance
  /** What one address sends to calls that check a password or a secret. */
  readonly credentials: Allowance
  /** Everything that one person sends. */
  readonly user: Allowance
  /** Everything that one bot sends. */
  readonly bot: Allowance
  /** Long polls, uploads and downloads of one person, bot, or address where nobody is logged in. */
  readonly poll: Allowance
  readonly upload: Allowance
  readonly download: Allowance
}
export type LimitName = keyof LimitSettings

/** Generous: a household behind one address, with bots, does not notice them; a flood does. */
export const defaultLimits: LimitSettings = {
  address: { perSecond: 1000, burst: 5000 },
  credentials: { perSecond: 20, burst: 300 },
  user: { perSecond: 300, burst: 1500 },
  bot: { perSecond: 600, burst: 3000 },
  poll: { perSecond: 300, burst: 1500 },
  upload: { perSecond: 50, burst: 500 },
  download: { perSecond: 500, burst: 5000 },
}

/** What is left of an allowance after a request. */
export interface LimitState {
  readonly name: LimitName
  /** The allowance, as the `ratelimit-policy` header says it. */
  readonly policy: string
  /** Requests that may come at once. */
  readonly remaining: number
  /** Milliseconds until there is as much as after a rest; for a refused request, until the next one fits. */
  readonly resetMs: number
}

const maxKeys = 20_000

/** The limits of one gateway. They live in its memory: two gateways count apart. */
export class RequestLimits {
  readonly #limits: Record<LimitName, { buckets: TokenBuckets; policy: string }>

  constructor(settings: LimitSettings, clock: () => number) {
    const limit = (name: LimitName) => ({
      buckets: new TokenBuckets(settings[name], maxKeys, clock),
      policy: policyOf(name, settings[name]),
    })
    this.#limits = {
      address: limit('address'),
      credentials: limit('credentials'),
      user: limit('user'),
      bot: limit('bot'),
      poll: limit('poll'),
      upload: limit('upload'),
      download: limit('download'),
    }
  }

  /** @throws {Problem} RATE_LIMITED with `retry-after` and the IETF `ratelimit` headers. */
  take(name: LimitName, key: string): LimitState {
    const { buckets, policy } = this.#limits[name]
    const { allowed, remaining, retryAfterMs, fullAfterMs } = buckets.take(key)
    if (allowed) return { name, policy, remaining, resetMs: fullAfterMs }
    throw refusal({ name, policy, remaining, resetMs: Math.max(1, retryAfterMs) })
  }
}

function refusal(state: LimitState): Problem {
  const [policyName = '', policy = '', limitName = '', limit = ''] = limitHeaders(state)
  const headers = { 'retry-after': String(Math.ceil(state.resetMs / 1000)), [policyName]: policy, [limitName]: limit }
  return new Problem('RATE_LIMITED', { headers })
}

function policyOf(name: LimitName, { perSecond, burst }: Allowance): string {
  return `"${name}";q=${burst};w=${Math.ceil(burst / perSecond)}`
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
