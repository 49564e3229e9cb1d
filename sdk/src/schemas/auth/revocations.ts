import { type Static, Type } from 'typebox'
import { Timestamp } from '../common.ts'

/**
 * One thing that is no longer to be trusted, told to verifiers.
 *
 * - `session`: every token with this `sid`;
 * - `user`: every token with this `sub` that was issued at or before `revoked_ts` (compare `iat`, whole seconds, with
 *   `floor(revoked_ts / 1000)`; the issuer takes care that later tokens have a later second);
 * - `key`: every token with this `kid`;
 * - `token`: the token with this `jti`.
 */
export const Revocation = Type.Object({
  kind: Type.Enum(['session', 'user', 'key', 'token']),
  id: Type.String(),
  revoked_ts: Timestamp,
  /** From then on no token that it speaks of can be alive; a verifier may forget it. */
  expires_ts: Timestamp,
})
export type Revocation = Static<typeof Revocation>

/**
 * `GET /revocations?since&timeout` on auth's internal port: holds until there is something to say, `timeout`
 * milliseconds at most (0 to 60 000, default 30 000).
 */
export const RevocationFeed = Type.Object({
  /** Opaque; the `since` of the next call. */
  cursor: Type.String(),
  /** True when this is the whole list and not what came after `since`: no `since`, or one that auth does not know. */
  complete: Type.Boolean(),
  revocations: Type.Array(Revocation),
})
export type RevocationFeed = Static<typeof RevocationFeed>
