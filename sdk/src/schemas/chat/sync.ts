import { type Static, Type } from '../../type.ts'
import { ChatEvent, EventId, RoomId, UserId } from './events.ts'
import { Room } from './rooms.ts'

export const PresenceStatus = Type.Union([Type.Literal('online'), Type.Literal('away'), Type.Literal('offline')])
export type PresenceStatus = Static<typeof PresenceStatus>

export const PresenceBody = Type.Object(
  { status: PresenceStatus, message: Type.Optional(Type.String({ maxLength: 140 })) },
  { additionalProperties: false },
)
export type PresenceBody = Static<typeof PresenceBody>

export const Presence = Type.Object({ status: PresenceStatus, message: Type.Optional(Type.String()) })
export type Presence = Static<typeof Presence>

export const TypingBody = Type.Object(
  {
    /** Who could not send at the moment, muted or in an archived room, is refused `true` as a send is; `false` is always taken. */
    typing: Type.Boolean(),
    /** Milliseconds until it ends by itself, 1,000 to 60,000. Default 30,000. */
    timeout_ms: Type.Optional(Type.Integer({ minimum: 1000, maximum: 60_000 })),
  },
  { additionalProperties: false },
)
export type TypingBody = Static<typeof TypingBody>

/** The JSON in `?filter=`. */
export const SyncFilter = Type.Object(
  {
    /** These rooms alone. */
    rooms: Type.Optional(Type.Array(RoomId, { maxItems: 150 })),
    /** Events of these types alone. */
    types: Type.Optional(Type.Array(Type.String({ maxLength: 128 }), { maxItems: 50 })),
    /** Events for each room, 0 to 100. Default 20. */
    timeline_limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
    /** Rooms that bring a timeline in a first sync, newest first, 0 to 1000. Default 50; the others come with `prev_batch`. */
    timeline_rooms: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
    /** Rooms in a first sync, those with the newest events, 0 to 1000. Default 100; `more_rooms` says that there are others. */
    rooms_limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
    /** `false` leaves typing, presence and receipts out. */
    ephemeral: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type SyncFilter = Static<typeof SyncFilter>

export const SyncQuery = Type.Object(
  {
    /** The `next_batch` of the answer before. What is none is answered with `rebase`. */
    since: Type.Optional(Type.String()),
    /** Milliseconds to hold with nothing to say, 0 to 60,000. Default 30,000. */
    timeout: Type.Optional(Type.Integer({ minimum: 0 })),
    /** At most 150 rooms and 50 types: the whole address has to fit 8 KiB. */
    filter: Type.Optional(Type.String({ maxLength: 6144 })),
  },
  { additionalProperties: false },
)
export type SyncQuery = Static<typeof SyncQuery>

/**
 * A room in a sync: the room as it is now, and how its part of `events` joins to what went before.
 * With `limited`, events between the caller's last position and the first one here are left out:
 * drop the room's timeline and page back from `prev_batch`.
 */
export const SyncRoom = Type.Intersect([
  Room,
  Type.Object({ limited: Type.Boolean(), prev_batch: Type.Optional(Type.String()) }),
])
export type SyncRoom = Static<typeof SyncRoom>

export const SyncAnswer = Type.Object({
  /** Send it as `since` next. Opaque. */
  next_batch: Type.String(),
  /** Of all rooms, in the order of the log. */
  events: Type.Array(ChatEvent),
  /** Rooms in which something changed for the caller; with `membership: "invite"` where the caller is invited. */
  rooms: Type.Record(RoomId, SyncRoom),
  /** Rooms that the caller is no longer in. */
  left: Type.Array(RoomId),
  /** Who is typing now, in rooms where that changed. */
  typing: Type.Record(RoomId, Type.Array(UserId)),
  presence: Type.Record(UserId, Presence),
  /** In rooms of at most 50: up to which event others who are there have read, where that changed. Absent when it is nowhere. */
  receipts: Type.Optional(Type.Record(RoomId, Type.Record(UserId, EventId))),
  /** Of a first sync: the caller is in further rooms, for `GET /chat/v1/rooms`; what happens in them is told from now on. */
  more_rooms: Type.Optional(Type.Literal(true)),
  /** The position sent was not one of this log: forget what was synced, this answer is a first one. */
  rebase: Type.Optional(Type.Literal(true)),
})
export type SyncAnswer = Static<typeof SyncAnswer>
