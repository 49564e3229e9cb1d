import { type Static, Type } from '../../type.ts'
import { Timestamp, TransactionId } from '../common.ts'
import { ChatEvent, EventId } from './events.ts'

/** Any JSON object; what each type asks for is checked by the server (see `MessageContent`). */
export const EventContent = Type.Record(Type.String(), Type.Unknown())
export type EventContent = Static<typeof EventContent>

/** How one event refers to another. */
export const Relation = Type.Object({
  rel_type: Type.Optional(Type.String({ maxLength: 64 })),
  event_id: Type.Optional(EventId),
  key: Type.Optional(Type.String()),
  'm.in_reply_to': Type.Optional(Type.Object({ event_id: EventId })),
  is_falling_back: Type.Optional(Type.Boolean()),
})
export type Relation = Static<typeof Relation>

export const Mentions = Type.Object({
  user_ids: Type.Optional(Type.Array(Type.String({ maxLength: 64 }))),
  room: Type.Optional(Type.Boolean()),
})
export type Mentions = Static<typeof Mentions>

/** The content of `m.room.message`. Further fields are kept as they are. */
export const MessageContent = Type.Object({
  msgtype: Type.String({ pattern: '^(m|x)\\.[a-z0-9_.-]{1,64}$' }),
  body: Type.String(),
  format: Type.Optional(Type.String({ maxLength: 64 })),
  formatted_body: Type.Optional(Type.String()),
  'm.mentions': Type.Optional(Mentions),
  'm.relates_to': Type.Optional(Relation),
})
export type MessageContent = Static<typeof MessageContent>

/** A message, or the new content of one: of that the server makes the `m.replace` event. */
export const PostMessageBody = Type.Object(
  { txn_id: TransactionId, content: EventContent },
  { additionalProperties: false },
)
export type PostMessageBody = Static<typeof PostMessageBody>

export const PostEventBody = Type.Object(
  { type: Type.String({ minLength: 1, maxLength: 128 }), txn_id: TransactionId, content: EventContent },
  { additionalProperties: false },
)
export type PostEventBody = Static<typeof PostEventBody>

/** The answer to a write: 201 the first time, 200 when the same `txn_id` is repeated. */
export const PostedEvent = Type.Object({ event_id: EventId, origin_server_ts: Timestamp })
export type PostedEvent = Static<typeof PostedEvent>

export const HistoryQuery = Type.Object(
  {
    /** `b` (default): towards the past. `f`: towards the present. */
    dir: Type.Optional(Type.Union([Type.Literal('b'), Type.Literal('f')])),
    /** A position from `start`, `end`, `prev_batch` or `next_batch`; without it, the newest (`b`) or the oldest (`f`). */
    from: Type.Optional(Type.String({ maxLength: 256 })),
    /** 1 to 100, 50 by default. */
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  },
  { additionalProperties: false },
)
export type HistoryQuery = Static<typeof HistoryQuery>

/** A page: `dir=b` newest first, `dir=f` oldest first. `end` is absent where the history ends. */
export const HistoryPage = Type.Object({
  chunk: Type.Array(ChatEvent),
  start: Type.String(),
  end: Type.Optional(Type.String()),
})
export type HistoryPage = Static<typeof HistoryPage>

export const ReadMarkerBody = Type.Object({ event_id: EventId }, { additionalProperties: false })
export type ReadMarkerBody = Static<typeof ReadMarkerBody>

export const ReadMarkerAnswer = Type.Object({ unread: Type.Integer(), mentions: Type.Integer() })
export type ReadMarkerAnswer = Static<typeof ReadMarkerAnswer>
