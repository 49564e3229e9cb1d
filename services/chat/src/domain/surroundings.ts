import {
  type ContextQuery,
  chatLimits,
  type EventContext,
  type EventVersions,
  type HistoryPage,
  type HistoryQuery,
} from '@bartab/sdk/schemas'
import type { ChatStore } from '../store/chat-store.ts'
import type { EventRow } from '../store/event-table.ts'
import { encodePlace } from '../sync/cursor.ts'
import { newContentOf } from './edit.ts'
import { eventView, eventViews } from './event-view.ts'
import { type HistorySource, place } from './history.ts'
import { Rel } from './rel.ts'
import { findEvent } from './relation.ts'
import { requireMember } from './standing.ts'

/**
 * An event with what was said around it. Of an edit or a reaction, the message that it belongs to stands in the middle.
 *
 * @throws {Problem} ROOM_NOT_FOUND, EVENT_NOT_FOUND
 */
export function contextOf(
  { store, epoch }: HistorySource,
  who: string,
  roomId: string,
  eventId: string,
  { limit = 20 }: ContextQuery,
): EventContext {
  const { room, member } = requireMember(store, roomId, who)
  const named = findEvent(store, room.roomNo, eventId)
  const event = messageOf(store, named)
  const half = Math.ceil(limit / 2)
  const before = store.events.pageBack(room.roomNo, event.seq - 1, half)
  const after = store.events.pageForward(room.roomNo, event.seq, half)
  return {
    event: eventView(store, event, member.userNo),
    before: eventViews(store, before, member.userNo),
    after: eventViews(store, after, member.userNo),
    start: encodePlace(epoch, (before.at(-1)?.seq ?? event.seq) - 1),
    end: encodePlace(epoch, after.at(-1)?.seq ?? event.seq),
  }
}

/** Of a redaction of a reaction it is the message that was reacted to. */
function messageOf(store: ChatStore, event: EventRow): EventRow {
  const target = event.rel === Rel.none || event.rel === Rel.thread ? null : event.targetSeq
  const next = target === null ? undefined : store.events.bySeq(target)
  return next === undefined ? event : messageOf(store, next)
}

/**
 * One page of a thread's replies; the root is not among them.
 *
 * @throws {Problem} ROOM_NOT_FOUND, EVENT_NOT_FOUND, CURSOR_INVALID
 */
export function thread(
  { store, epoch }: HistorySource,
  who: string,
  roomId: string,
  eventId: string,
  query: HistoryQuery,
): HistoryPage {
  const { room, member } = requireMember(store, roomId, who)
  const root = findEvent(store, room.roomNo, eventId)
  const back = query.dir !== 'f'
  const from = query.from === undefined ? (back ? room.lastSeq : 0) : place(query.from, epoch)
  const limit = query.limit ?? chatLimits.historyLimitDefault
  const rows = (back ? store.events.repliesBack : store.events.repliesForward)(root.seq, from, limit + 1)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const more = rows.length > limit && last !== undefined
  return {
    chunk: eventViews(store, page, member.userNo),
    start: encodePlace(epoch, from),
    ...(more ? { end: encodePlace(epoch, back ? last.seq - 1 : last.seq) } : {}),
  }
}

/** What a message said, version after version; of one that was removed, nothing. */
export function versions({ store }: HistorySource, who: string, roomId: string, eventId: string): EventVersions {
  const { room } = requireMember(store, roomId, who)
  const event = findEvent(store, room.roomNo, eventId)
  const rows = store.events.versions(event.seq, chatLimits.versionsMax)
  return {
    versions: rows.map((row) => {
      const content = JSON.parse(row.content) as Record<string, unknown>
      const said = row.seq === event.seq ? content : newContentOf(content)
      return { event_id: row.eventId, origin_server_ts: row.ts, content: said ?? content }
    }),
  }
}
