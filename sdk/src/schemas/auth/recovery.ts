import { type Static, Type } from '../../type.ts'
import { Timestamp } from '../common.ts'
import { PasswordInput } from './accounts.ts'

/** `POST /auth/v1/users/{id}/recovery`, for administrators. */
export const CreateRecoveryBody = Type.Object(
  {
    /** Seconds until the link expires, five minutes to seven days. Default one day. */
    expires_in_s: Type.Optional(Type.Integer({ minimum: 300, maximum: 604_800 })),
    /** Whether using the link also turns the second factor off. Default false. */
    reset_second_factor: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type CreateRecoveryBody = Static<typeof CreateRecoveryBody>

/** A one-time link to a page that sets a new password. It is shown here and never again. */
export const CreatedRecovery = Type.Object({ token: Type.String(), url: Type.String(), expires_ts: Timestamp })
export type CreatedRecovery = Static<typeof CreatedRecovery>

/** `POST /auth/v1/login/recover`: sets a new password and ends every session. */
export const RecoverBody = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: 128 }), new_password: PasswordInput },
  { additionalProperties: false },
)
export type RecoverBody = Static<typeof RecoverBody>
