import { type Static, Type } from '@bartab/sdk/type'
import type { Clock } from '../clock.ts'
import type { Caller } from './caller.ts'

/** One thing that ended before its tokens did. */
export const Revocation = Type.Object({
  /** `jti` one token, `sid` one session, `sub` every token of a person issued up to `revoked_ts`, `kid` one signing key. */
  kind: Type.Union([Type.Literal('jti'), Type.Literal('sid'), Type.Literal('sub'), Type.Literal('kid')]),
  value: Type.String({ minLength: 1, maxLength: 256 }),
  revoked_ts: Type.Integer({ minimum: 0 }),
  /** When the last token it concerns has died of itself. */
  expires_ts: Type.Integer({ minimum: 0 }),
})
export type Revocation = Static<typeof Revocation>

/** The answer of `GET /revocations?since&timeout`: what is new since the opaque cursor, and the next cursor. */
export const RevocationFeed = Type.Object({ next: Type.String(), revoked: Type.Array(Revocation) })
export type RevocationFeed = Static<typeof RevocationFeed>

/** What was revoked, as heard from the feed. Bounded; an entry goes when the tokens it concerns have died of themselves. */
export class RevocationList {
  readonly #entries = new Map<string, Revocation>()
  readonly #clock: Clock
  readonly #capacity: number

  constructor({ clock, capacity = 100_000 }: { clock: Clock; capacity?: number }) {
    this.#clock = clock
    this.#capacity = capacity
  }

  get size(): number {
    return this.#entries.size
  }

  has(caller: Pick<Caller, 'tokenId' | 'sessionId' | 'userId' | 'keyId' | 'issuedAt'>): boolean {
    if (this.#entries.size === 0) return false
    return (
      this.#lists('jti', caller.tokenId) ||
      this.#lists('sid', caller.sessionId) ||
      this.#lists('kid', caller.keyId) ||
      this.#lists('sub', caller.userId, caller.issuedAt)
    )
  }

  apply(feed: Pick<RevocationFeed, 'revoked'>): void {
    for (const entry of feed.revoked) this.#add(entry)
    if (this.#entries.size > this.#capacity) this.#forget()
  }

  #add(entry: Revocation): void {
    const key = `${entry.kind}:${entry.value}`
    const known = this.#entries.get(key)
    this.#entries.set(key, known === undefined ? entry : later(known, entry))
  }

  #lists(kind: Revocation['kind'], value: string, issuedAt = 0): boolean {
    const entry = this.#entries.get(`${kind}:${value}`)
    return entry !== undefined && entry.expires_ts > this.#clock() && issuedAt <= entry.revoked_ts
  }

  // the dead first; then, rather than grow without end, those that die soonest
  #forget(): void {
    const now = this.#clock()
    for (const [key, { expires_ts }] of this.#entries) if (expires_ts <= now) this.#entries.delete(key)
    const surplus = this.#entries.size - this.#capacity
    if (surplus <= 0) return
    const soonest = [...this.#entries].sort(([, a], [, b]) => a.expires_ts - b.expires_ts)
    for (const [key] of soonest.slice(0, surplus)) this.#entries.delete(key)
  }
}

function later(a: Revocation, b: Revocation): Revocation {
  return {
    ...b,
    revoked_ts: Math.max(a.revoked_ts, b.revoked_ts),
    expires_ts: Math.max(a.expires_ts, b.expires_ts),
  }
}
