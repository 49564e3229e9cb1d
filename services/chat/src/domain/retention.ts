import type { ChatStore } from '../store/chat-store.ts'
import type { RoomRow } from '../store/room-table.ts'
import type { Ledger } from './ledger.ts'

/** Events that one sweep of a room empties; the rest follows with the next. */
const swept = 500
const dayMs = 86_400_000

/** Whether any room holds messages that are older than it keeps them. */
export function sweepDue(store: ChatStore, now: number): boolean {
  return store.rooms.withRetention().some((room) => expired(store, room, now, 1).length > 0)
}

/** Empties what rooms keep no longer: one event for each room says up to where. True when there is more. */
export function sweepRooms({ store, append, now }: Ledger): boolean {
  const rooms = store.rooms.withRetention()
  const more = rooms.map((room) => {
    const due = expired(store, room, now(), swept)
    const last = due.at(-1)
    if (last === undefined) return false
    const content = { up_to_seq: last.seq, before_ts: now() - room.retentionDays * dayMs, count: due.length }
    const senderNo = store.users.intern('operator')
    append({ type: 'x.bartab.room.swept', roomNo: room.roomNo, senderNo, stateKey: '', content })
    return due.length === swept
  })
  return more.includes(true)
}

const none = 0

const expired = (store: ChatStore, room: RoomRow, now: number, limit: number) =>
  store.events.expired(room.roomNo, room.lastSeq, now - room.retentionDays * dayMs, none, limit)
