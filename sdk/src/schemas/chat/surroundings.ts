import { type Static, Type } from '../../type.ts'
import { Timestamp } from '../common.ts'
import { ChatEvent, EventId } from './events.ts'
import { EventContent } from './messages.ts'

export const ContextQuery = Type.Object(
  {
    /** Events around the one asked for, both sides together, 0 to 100. Default 20. */
    limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
  },
  { additionalProperties: false },
)
export type ContextQuery = Static<typeof ContextQuery>

/** An event amid others: `before` newest first, `after` oldest first. `start` and `end` page on in both directions. */
export const EventContext = Type.Object({
  event: ChatEvent,
  before: Type.Array(ChatEvent),
  after: Type.Array(ChatEvent),
  start: Type.String(),
  end: Type.String(),
})
export type EventContext = Static<typeof EventContext>

export const EventVersion = Type.Object({ event_id: EventId, origin_server_ts: Timestamp, content: EventContent })
export type EventVersion = Static<typeof EventVersion>

/** What a message said, its first version first. */
export const EventVersions = Type.Object({ versions: Type.Array(EventVersion) })
export type EventVersions = Static<typeof EventVersions>

export const PinList = Type.Object({ pins: Type.Array(ChatEvent) })
export type PinList = Static<typeof PinList>
