import type { ChatEvent, EventContext, HistoryPage } from '@bartab/sdk/schemas'
import { joined, type RoomState } from './chat-state.ts'

/** A piece of a room's past that is looked at apart from its present. */
export interface Lookback {
  roomId: string
  /** The message that was looked for. */
  target: string
  /** In the order of the log. */
  events: readonly ChatEvent[]
  /** Where it goes on towards the past; undefined at the beginning of the room. */
  before: string | undefined
  /** Where it goes on towards the present; undefined where it has come up to it. */
  after: string | undefined
}

export function lookbackAt({ event, before, after, start, end }: EventContext): Lookback {
  const events = [...before.toReversed(), event, ...after]
  return { roomId: event.room_id, target: event.event_id, events, before: start, after: end }
}

export function withOlder(lookback: Lookback, { chunk, end }: HistoryPage): Lookback {
  return { ...lookback, events: joined(chunk.toReversed(), lookback.events), before: end }
}

export function withNewer(lookback: Lookback, { chunk, end }: HistoryPage): Lookback {
  return { ...lookback, events: joined(lookback.events, chunk), after: end }
}

/** The room with the past in one piece with its present, once the two have met; undefined before. */
export function met(lookback: Lookback, room: RoomState): RoomState | undefined {
  const first = room.events[0]?.event_id
  const reached = lookback.after === undefined || lookback.events.some(({ event_id }) => event_id === first)
  if (!reached || lookback.roomId !== room.info.room_id) return undefined
  return { ...room, events: joined(lookback.events, room.events), before: lookback.before }
}
