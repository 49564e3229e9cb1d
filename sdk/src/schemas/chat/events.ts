import { type Static, Type } from '../../type.ts'
import { Timestamp, Ulid } from '../common.ts'

/** Somebody's id: a ULID, or `operator` for the operator of the server. */
export const UserId = Type.String({ pattern: '^([0-7][0-9A-HJKMNP-TV-Z]{25}|operator)$' })
export type UserId = Static<typeof UserId>

export const RoomId = Ulid
export type RoomId = Static<typeof RoomId>

export const EventId = Ulid
export type EventId = Static<typeof EventId>

/**
 * Who reacted with one key. `senders` names the first fifty, oldest first, and `event_ids` their reactions in the same order,
 * so that a client can tell which of them a later redaction takes back.
 */
export const ReactionCount = Type.Object({
  key: Type.String(),
  count: Type.Integer(),
  me: Type.Boolean(),
  senders: Type.Array(UserId),
  event_ids: Type.Array(EventId),
})
export type ReactionCount = Static<typeof ReactionCount>

/** What others have said about an event, counted by the server. In history and single events; sync carries the log as it is. */
export const EventRelations = Type.Object({
  'm.annotation': Type.Optional(Type.Object({ chunk: Type.Array(ReactionCount) })),
  'm.replace': Type.Optional(
    Type.Object({ event_id: EventId, sender: UserId, origin_server_ts: Timestamp, count: Type.Integer() }),
  ),
  'm.thread': Type.Optional(
    Type.Object({
      count: Type.Integer(),
      latest_event_id: EventId,
      latest_ts: Timestamp,
      participated: Type.Boolean(),
    }),
  ),
})
export type EventRelations = Static<typeof EventRelations>

/** Why an event's content is empty. */
export const RedactedBecause = Type.Object({
  event_id: EventId,
  sender: UserId,
  origin_server_ts: Timestamp,
  reason: Type.Optional(Type.String()),
})
export type RedactedBecause = Static<typeof RedactedBecause>

/**
 * One entry of the log. `content` follows the Matrix client-server shapes where one exists.
 * In history an edited message carries its newest content, and `unsigned["m.relations"]["m.replace"]` says so.
 */
export const ChatEvent = Type.Object({
  event_id: EventId,
  type: Type.String(),
  room_id: RoomId,
  sender: UserId,
  origin_server_ts: Timestamp,
  content: Type.Record(Type.String(), Type.Unknown()),
  /** Present on the room's state: whom or what the event is about. */
  state_key: Type.Optional(Type.String()),
  /** For the sender alone. */
  txn_id: Type.Optional(Type.String()),
  unsigned: Type.Optional(
    Type.Object({
      'm.relations': Type.Optional(EventRelations),
      redacted_because: Type.Optional(RedactedBecause),
    }),
  ),
})
export type ChatEvent = Static<typeof ChatEvent>
