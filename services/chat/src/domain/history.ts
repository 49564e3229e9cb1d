import { Problem } from '@bartab/sdk/problems'
import { type ChatEvent, chatLimits, type HistoryPage, type HistoryQuery } from '@bartab/sdk/schemas'
import type { ChatStore } from '../store/chat-store.ts'
import { decodePlace, encodePlace } from '../sync/cursor.ts'
import { eventView, eventViews } from './event-view.ts'
import { findEvent } from './relation.ts'
import { requireMember } from './standing.ts'

/** The log that positions are counted in. */
export interface HistorySource {
  store: ChatStore
  epoch: string
}

/**
 * One page of a room's timeline. Reading at a position, it stays the same however much is written meanwhile.
 *
 * @throws {Problem} ROOM_NOT_FOUND, CURSOR_INVALID
 */
export function history(
  { store, epoch }: HistorySource,
  who: string,
  roomId: string,
  query: HistoryQuery,
): HistoryPage {
  const { room, member } = requireMember(store, roomId, who)
  const back = query.dir !== 'f'
  const from = query.from === undefined ? (back ? room.lastSeq : 0) : place(query.from, epoch)
  const limit = query.limit ?? chatLimits.historyLimitDefault
  const read = back ? store.events.pageBack : store.events.pageForward
  const rows = read(room.roomNo, from, limit + 1)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const end =
    rows.length > limit && last !== undefined ? { end: encodePlace(epoch, back ? last.seq - 1 : last.seq) } : {}
  return { chunk: eventViews(store, page, member.userNo), start: encodePlace(epoch, from), ...end }
}

export function place(cursor: string, epoch: string): number {
  const seq = decodePlace(cursor, epoch)
  if (seq === undefined) throw new Problem('CURSOR_INVALID')
  return seq
}

/** One event of a room, as history shows it. */
export function readEvent({ store }: HistorySource, who: string, roomId: string, eventId: string): ChatEvent {
  const { room, member } = requireMember(store, roomId, who)
  return eventView(store, findEvent(store, room.roomNo, eventId), member.userNo)
}
