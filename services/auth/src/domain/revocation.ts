import type { Revocation } from '@bartab/kit'
import type { SigningKeys } from './signing-key.ts'

export type { Revocation }

/** What one token can be refused for. Times are milliseconds since the epoch. */
export interface TokenMarks {
  tokenId: string
  sessionId: string
  userId: string
  keyId: string
  issuedAt: number
}

export interface Revocations {
  add(revocation: Revocation): void
  /** Those that still matter at `now`, after position `seq`, and the position of the last one ever made. */
  after(seq: number, now: number): { revoked: Revocation[]; head: number }
  /** When the user's tokens were last revoked; 0 when never, or so long ago that it does not matter. */
  userRevokedTs(userId: string): number
  covers(marks: TokenMarks): boolean
  prune(now: number): void
}

/** What the verifiers may lag behind or run ahead, beside the lifetime of a token. */
const leewayMs = 60_000

export interface RevokeDeps {
  clock: () => number
  store: { revocations: Revocations; signingKeys: Pick<SigningKeys, 'longestTokenMs'> }
  /** Wakes those who wait at the feed; heard only after the transaction has ended. */
  announceRevocation: () => void
}

/** Makes every token that has this mark worthless from now on. */
export function revoke(deps: RevokeDeps, kind: Revocation['kind'], value: string): void {
  const now = deps.clock()
  deps.store.revocations.add({
    kind,
    value,
    revoked_ts: now,
    expires_ts: now + deps.store.signingKeys.longestTokenMs() + leewayMs,
  })
  deps.announceRevocation()
}
