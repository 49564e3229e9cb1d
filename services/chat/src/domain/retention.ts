import type { ChatStore } from '../store/chat-store.ts'
import type { EventRow } from '../store/event-table.ts'
import type { RoomRow } from '../store/room-table.ts'
import type { Ledger } from './ledger.ts'

/** Where in a room begins what it keeps no longer. */
export interface DueRoom {
  roomNo: number
  fromSeq: number
}

/** What the event of a sweep says. */
interface Sweep {
  from_seq: number
  up_to_seq: number
  before_ts: number
  count: number
}

/** Events that one sweep of a room empties; the rest follows with the next. */
const swept = 500
const dayMs = 86_400_000

/**
 * Rooms that hold messages older than they keep them. It passes everything that was let go of before: a read for the
 * thread of long reads.
 */
export function dueRooms(store: ChatStore, now: number): DueRoom[] {
  return store.rooms.withRetention().flatMap((room) => {
    const [first] = expired(store, room, 0, now, 1)
    return first === undefined ? [] : [{ roomNo: room.roomNo, fromSeq: first.seq }]
  })
}

/** Empties what these rooms keep no longer, some of it: one event for each room says from where to where. Gives what is left to do. */
export function sweepRooms(ledger: Ledger, due: readonly DueRoom[]): DueRoom[] {
  const { store } = ledger
  return due.flatMap(({ roomNo, fromSeq }) => {
    const room = store.rooms.find(roomNo)
    const isKept = room === undefined || room.retentionDays === 0 || room.deletedSeq !== null
    const last = isKept ? undefined : sweep(ledger, room, fromSeq)
    return last === undefined ? [] : [{ roomNo, fromSeq: last + 1 }]
  })
}

/** The last position that was emptied, where there may be more after it. */
function sweep({ store, append, now }: Ledger, room: RoomRow, fromSeq: number): number | undefined {
  const found = expired(store, room, fromSeq, now(), swept)
  const last = found.at(-1)?.seq
  if (last === undefined) return undefined
  const before_ts = now() - room.retentionDays * dayMs
  const content: Sweep = { from_seq: fromSeq, up_to_seq: last, before_ts, count: found.length }
  const senderNo = store.users.intern('operator')
  append({ type: 'x.bartab.room.swept', roomNo: room.roomNo, senderNo, stateKey: '', content: { ...content } })
  return found.length === swept ? last : undefined
}

/** What a sweep emptied; nothing of any other event. */
export function sweptBy(store: ChatStore, event: EventRow): EventRow[] {
  if (store.types.name(event.typeNo) !== 'x.bartab.room.swept') return []
  const { from_seq: from, up_to_seq: to, before_ts: beforeTs } = JSON.parse(event.content) as Sweep
  const { roomNo, seq: by } = event
  return store.events.expired({ roomNo, from, to, beforeTs, by, limit: to - from + 1 })
}

const none = 0

function expired(
  store: ChatStore,
  { roomNo, lastSeq, retentionDays }: RoomRow,
  from: number,
  now: number,
  limit: number,
) {
  const range = { roomNo, from, to: lastSeq, beforeTs: now - retentionDays * dayMs }
  return store.events.expired({ ...range, by: none, limit })
}
