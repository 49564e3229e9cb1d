import { type Static, Type } from '../../type.ts'
import { Timestamp, Ulid } from '../common.ts'
import { PasswordInput, UsernameInput } from './accounts.ts'

/** `POST /auth/v1/login`. */
export const LoginBody = Type.Object(
  {
    username: UsernameInput,
    password: PasswordInput,
    /** How the session is listed. Default: nothing. */
    device_name: Type.Optional(Type.String({ maxLength: 64 })),
  },
  { additionalProperties: false },
)
export type LoginBody = Static<typeof LoginBody>

/** One session: one login on one device. */
export const SessionSummary = Type.Object({
  session_id: Ulid,
  client_id: Type.String(),
  device_name: Type.Optional(Type.String()),
  created_ts: Timestamp,
  last_used_ts: Timestamp,
  /** The address that used it last. */
  last_address: Type.Optional(Type.String()),
  /** The session that asks. */
  current: Type.Boolean(),
})
export type SessionSummary = Static<typeof SessionSummary>

/** `PATCH /auth/v1/me/sessions/{id}`. */
export const PatchSessionBody = Type.Object(
  { device_name: Type.String({ minLength: 1, maxLength: 64 }) },
  { additionalProperties: false },
)
export type PatchSessionBody = Static<typeof PatchSessionBody>

/** `DELETE /auth/v1/me/sessions`: ends all sessions but the one that asks. */
export const EndedSessions = Type.Object({ ended: Type.Integer() })
export type EndedSessions = Static<typeof EndedSessions>

/** `GET /auth/v1/me/sessions`, the last used first. */
export const SessionList = Type.Object({ sessions: Type.Array(SessionSummary) })
export type SessionList = Static<typeof SessionList>
