import type { Ledger } from './ledger.ts'
import { findEvent } from './relation.ts'
import { requireMember } from './standing.ts'

/** Counts of what somebody has not read in a room. */
export interface Unread {
  unread: number
  mentions: number
}

export function unreadOf({ store }: Pick<Ledger, 'store'>, userNo: number, roomNo: number, ordinal: number): Unread {
  const marker = store.markers.find(userNo, roomNo)
  const unread = ordinal - (marker?.ordinal ?? 0)
  return { unread, mentions: unread === 0 ? 0 : store.relations.mentions(roomNo, userNo, marker?.seq ?? 0) }
}

/** Moves somebody's read marker forward to an event; never back. */
export function markRead(
  ledger: Ledger,
  who: string,
  roomId: string,
  eventId: string,
  nextRev: () => number,
): { userNo: number; roomNo: number; moved: boolean } & Unread {
  const { room, member } = requireMember(ledger.store, roomId, who)
  const { seq, ordinal } = findEvent(ledger.store, room.roomNo, eventId)
  const { userNo, roomNo } = member
  const before = ledger.store.markers.find(userNo, roomNo)
  const moved = (before?.seq ?? 0) < seq && ledger.store.markers.save({ userNo, roomNo, seq, ordinal, rev: nextRev() })
  return { userNo, roomNo, moved, ...unreadOf(ledger, userNo, roomNo, room.ordinal) }
}
