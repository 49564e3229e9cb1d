import { type Static, Type } from '../../type.ts'
import { Timestamp, Ulid } from '../common.ts'
import { RoleName } from './accounts.ts'

/** `POST /auth/v1/invites`. */
export const CreateInviteBody = Type.Object(
  {
    /** The role of those who register with it. Default `member`. */
    role: Type.Optional(RoleName),
    /** How many may register with it. Default 1. */
    max_uses: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    /** Seconds until it expires, a minute to a year. Default seven days. */
    expires_in_s: Type.Optional(Type.Integer({ minimum: 60, maximum: 31_536_000 })),
    /** Rooms that those who register are put into: public ones, or private ones that its maker is in. */
    room_ids: Type.Optional(Type.Array(Ulid, { maxItems: 50, uniqueItems: true })),
    /** For the eyes of administrators. */
    note: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { additionalProperties: false },
)
export type CreateInviteBody = Static<typeof CreateInviteBody>

/** A new invite. The code is shown here and never again. */
export const CreatedInvite = Type.Object({
  invite_id: Ulid,
  code: Type.String(),
  /** The link to send: the web client's registration page with the code. */
  url: Type.String(),
  expires_ts: Timestamp,
})
export type CreatedInvite = Static<typeof CreatedInvite>

/** An invite as administrators see it. */
export const InviteSummary = Type.Object({
  invite_id: Ulid,
  role: RoleName,
  max_uses: Type.Integer(),
  uses: Type.Integer(),
  room_ids: Type.Array(Ulid),
  note: Type.Optional(Type.String()),
  created_by: Type.String(),
  created_ts: Timestamp,
  expires_ts: Timestamp,
  state: Type.Enum(['open', 'used_up', 'expired', 'revoked']),
})
export type InviteSummary = Static<typeof InviteSummary>

/** `GET /auth/v1/invites`, newest first. */
export const InviteList = Type.Object({ invites: Type.Array(InviteSummary) })
export type InviteList = Static<typeof InviteList>
