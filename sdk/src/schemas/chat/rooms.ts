import { type Static, Type } from '../../type.ts'
import { Timestamp, Ulid } from '../common.ts'
import { EventId, RoomId, UserId } from './events.ts'
import { Membership, RoomRole } from './members.ts'

/** `public`: listed, anyone may join. `private`: by invitation. `direct`: two people, one room for each pair. */
export const RoomKind = Type.Union([Type.Literal('public'), Type.Literal('private'), Type.Literal('direct')])
export type RoomKind = Static<typeof RoomKind>

const Name = Type.String({ minLength: 1, maxLength: 100 })
const Topic = Type.String({ maxLength: 1000 })

/**
 * A direct room names exactly one other person in `invite`. It is called by its people: a `name` and a `topic` that are
 * given for it are not kept.
 */
export const CreateRoomBody = Type.Object(
  {
    name: Type.Optional(Name),
    topic: Type.Optional(Topic),
    kind: RoomKind,
    invite: Type.Optional(Type.Array(UserId, { maxItems: 100 })),
  },
  { additionalProperties: false },
)
export type CreateRoomBody = Static<typeof CreateRoomBody>

/** A public room's name in addresses, unique on the server. */
export const RoomAlias = Type.String({ pattern: '^[a-z0-9][a-z0-9_-]{0,49}$' })

/** Name, topic, avatar and slow mode are for moderators, the rest for owners. */
export const PatchRoomBody = Type.Object(
  {
    name: Type.Optional(Name),
    topic: Type.Optional(Topic),
    /** A media id; null for none. */
    avatar: Type.Optional(Type.Union([Ulid, Type.Null()])),
    /** Of a public room alone; null for none. */
    alias: Type.Optional(Type.Union([RoomAlias, Type.Null()])),
    /** An archived room is read and no longer written. */
    archived: Type.Optional(Type.Boolean()),
    /** Seconds that a member waits between two messages, at most six hours; 0 for none. */
    slow_mode_s: Type.Optional(Type.Integer({ minimum: 0, maximum: 21_600 })),
    /** Days that messages are kept; 0 for ever. What is older is removed as if each were redacted. */
    retention_days: Type.Optional(Type.Integer({ minimum: 0, maximum: 3650 })),
    /** Turns end-to-end encryption on, for good. */
    encrypted: Type.Optional(Type.Literal(true)),
  },
  { additionalProperties: false, minProperties: 1 },
)
export type PatchRoomBody = Static<typeof PatchRoomBody>

/** A room as its caller sees it. */
export const Room = Type.Object({
  room_id: RoomId,
  kind: RoomKind,
  name: Type.String(),
  topic: Type.String(),
  created_ts: Timestamp,
  /** When something was last written. */
  last_ts: Timestamp,
  member_count: Type.Integer(),
  /** The caller's own; `leave` for a public room that the caller is not in. */
  membership: Membership,
  role: RoomRole,
  /** Messages after the caller's read marker. */
  unread: Type.Integer(),
  /** Of those, the ones that mention the caller or the room. */
  mentions: Type.Integer(),
  /** The other person of a direct room. */
  direct_with: Type.Optional(UserId),
  /** Present, and then for good, where messages are encrypted end to end. */
  encrypted: Type.Optional(Type.Literal(true)),
  /** The media id of the room's picture. */
  avatar: Type.Optional(Ulid),
  alias: Type.Optional(Type.String()),
  archived: Type.Optional(Type.Literal(true)),
  slow_mode_s: Type.Optional(Type.Integer()),
  retention_days: Type.Optional(Type.Integer()),
  /** Pinned messages, the newest pin last. */
  pinned: Type.Optional(Type.Array(EventId)),
})
export type Room = Static<typeof Room>

/** A page of rooms, those made last first; with more to come, `next` is the `from` of the next page. */
export const RoomList = Type.Object({ rooms: Type.Array(Room), next: Type.Optional(RoomId) })
export type RoomList = Static<typeof RoomList>

export const RoomListQuery = Type.Object(
  {
    /** `joined` (default), `invited`, or `all`: joined, invited and every public room. */
    scope: Type.Optional(Type.Union([Type.Literal('joined'), Type.Literal('invited'), Type.Literal('all')])),
    /** The `next` of the page before. */
    from: Type.Optional(RoomId),
    /** 1 to 1000, 500 by default. */
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  },
  { additionalProperties: false },
)
export type RoomListQuery = Static<typeof RoomListQuery>
