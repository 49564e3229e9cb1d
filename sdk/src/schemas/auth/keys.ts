import { type Static, Type } from '../../type.ts'
import { Timestamp } from '../common.ts'

/** The life of a signing key: published, signing, no longer signing but trusted, no longer trusted. */
export const KeyState = Type.Enum(['standby', 'active', 'retiring', 'retired'])
export type KeyState = Static<typeof KeyState>

/** A signing key as the operator sees it. */
export const SigningKeySummary = Type.Object({
  kid: Type.String(),
  state: KeyState,
  created_ts: Timestamp,
  activated_ts: Type.Optional(Timestamp),
  retiring_ts: Type.Optional(Timestamp),
  retired_ts: Type.Optional(Timestamp),
  /** There, and true, when the key was withdrawn in an emergency. */
  revoked: Type.Optional(Type.Boolean()),
  /** When the last token that it may have signed is dead; a retiring key can be retired from then on. */
  trusted_until_ts: Type.Optional(Timestamp),
})
export type SigningKeySummary = Static<typeof SigningKeySummary>

/** `GET /auth/v1/keys`, newest first. */
export const SigningKeyList = Type.Object({ keys: Type.Array(SigningKeySummary) })
export type SigningKeyList = Static<typeof SigningKeyList>

/**
 * `GET /auth/v1/keys/{kid}/affected`: whose access tokens a revocation of the key would refuse at this moment. They
 * refresh and go on; bots and the operator ask for a new token.
 */
export const AffectedByKey = Type.Object({
  kid: Type.String(),
  state: KeyState,
  sessions: Type.Integer(),
  users: Type.Array(Type.Object({ user_id: Type.String(), username: Type.String(), sessions: Type.Integer() })),
  /** The names of bots. */
  bots: Type.Array(Type.String()),
})
export type AffectedByKey = Static<typeof AffectedByKey>

/** `POST /auth/v1/keys/{kid}/revoke`. */
export const RevokedKey = Type.Object({
  kid: Type.String(),
  /** The key that signs from now on. */
  active_kid: Type.String(),
  /** How many live sessions must fetch a new access token; nobody has to log in again. */
  sessions_affected: Type.Integer(),
})
export type RevokedKey = Static<typeof RevokedKey>

/** `GET /.well-known/jwks.json` (RFC 7517): the keys whose signatures are good. */
export const JsonWebKeySet = Type.Object({
  keys: Type.Array(
    Type.Object({
      kty: Type.String(),
      crv: Type.String(),
      x: Type.String(),
      kid: Type.String(),
      alg: Type.String(),
      use: Type.String(),
    }),
  ),
})
export type JsonWebKeySet = Static<typeof JsonWebKeySet>
