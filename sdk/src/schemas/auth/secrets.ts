import { type Static, Type } from '../../type.ts'
import { Timestamp } from '../common.ts'

/** One version of a secret of the server. The newest is in use; the one before is still understood. */
export const SecretVersion = Type.Object({
  version: Type.String(),
  state: Type.Enum(['active', 'retiring']),
  /** How many stored things depend on it: for the pepper, passwords. Absent where nothing stored does. */
  in_use: Type.Optional(Type.Integer()),
  /** When it ends by itself. Absent: with `…/retire`. */
  until_ts: Type.Optional(Timestamp),
})
export type SecretVersion = Static<typeof SecretVersion>

/** `POST /auth/v1/secrets/{name}/retire`; media has the same for its secret `media-links`. */
export const RetireSecretBody = Type.Object(
  {
    /** Also while something still depends on it. Default false. */
    force: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type RetireSecretBody = Static<typeof RetireSecretBody>

/** `GET /auth/v1/secrets/{name}` and the answers of `…/rotate` and `…/retire`, the active version first. */
export const SecretVersions = Type.Object({
  name: Type.String(),
  versions: Type.Array(SecretVersion),
  observed_ts: Timestamp,
})
export type SecretVersions = Static<typeof SecretVersions>
