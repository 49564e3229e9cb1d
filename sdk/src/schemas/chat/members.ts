import { type Static, Type } from '../../type.ts'
import { Timestamp } from '../common.ts'
import { UserId } from './events.ts'

export const memberships = ['join', 'invite', 'leave', 'ban'] as const
export const Membership = Type.Union([
  Type.Literal('join'),
  Type.Literal('invite'),
  Type.Literal('leave'),
  Type.Literal('ban'),
])
export type Membership = Static<typeof Membership>

/** What somebody may do in one room; each may do what those after it may. */
export const RoomRole = Type.Union([Type.Literal('owner'), Type.Literal('moderator'), Type.Literal('member')])
export type RoomRole = Static<typeof RoomRole>

export const Member = Type.Object({
  user_id: UserId,
  membership: Membership,
  role: RoomRole,
  muted_until_ts: Type.Optional(Timestamp),
})
export type Member = Static<typeof Member>

export const MemberList = Type.Object({
  members: Type.Array(Member),
  /** Send it as `from` for the next page; absent on the last. */
  next: Type.Optional(Type.String()),
})
export type MemberList = Static<typeof MemberList>

/** What calls that ask for nothing take, and calls that have nothing to say answer. */
export const EmptyBody = Type.Object({}, { additionalProperties: false })
export type EmptyBody = Static<typeof EmptyBody>

const Reason = Type.String({ maxLength: 500 })

export const InviteBody = Type.Object(
  { user_id: UserId, reason: Type.Optional(Reason) },
  { additionalProperties: false },
)
export type InviteBody = Static<typeof InviteBody>

/** `/kick`, `/ban` and `/unban`. */
export const RemovalBody = Type.Object(
  { user_id: UserId, reason: Type.Optional(Reason) },
  { additionalProperties: false },
)
export type RemovalBody = Static<typeof RemovalBody>

export const MuteBody = Type.Object(
  {
    user_id: UserId,
    /** Seconds from now; 0 lifts the mute. At most 30 days. */
    duration_s: Type.Integer({ minimum: 0, maximum: 2_592_000 }),
    reason: Type.Optional(Reason),
  },
  { additionalProperties: false },
)
export type MuteBody = Static<typeof MuteBody>

export const MemberRoleBody = Type.Object(
  {
    role: RoomRole,
    /** Whether a bot may mention everybody in the room; left out, it stays as it is. */
    mention_room: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type MemberRoleBody = Static<typeof MemberRoleBody>

/** `POST /chat/v1/people/{user_id}/departure`: somebody whose account is gone leaves so many rooms. */
export const Departure = Type.Object({ rooms: Type.Integer() })
export type Departure = Static<typeof Departure>
