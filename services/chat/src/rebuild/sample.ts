import { openDatabase } from '@bartab/kit/sqlite'
import type { ChatStore } from '../store/chat-store.ts'
import { compareProjections, type Mismatch } from './compare.ts'
import { replay } from './replay.ts'

/** What a sampled room looked like. */
export interface Sample {
  room_id?: string
  events: number
  mismatches: Mismatch[]
}

/** Rooms with more events are left to the full rebuild. */
const mostEvents = 20_000
const migrations = new URL('../store/migrations/', import.meta.url)

/** Makes one room's projections again in memory, and compares them with the live ones. The room is chosen by `at`, 0 to 1. */
export function sampleRoom({ db, rooms, roomNames }: ChatStore, at: number): Sample {
  // one snapshot for the log and what is compared with it
  return db.transaction((): Sample => {
    const { last } = db.prepare('SELECT coalesce(max(room_no), 0) AS last FROM room').get() as { last: number }
    const next = db.prepare('SELECT min(room_no) AS no FROM room WHERE room_no >= ?')
    const { no } = next.get(Math.ceil(at * last)) as { no: number | null }
    const count = db.prepare('SELECT count(*) AS count FROM (SELECT 1 FROM event WHERE room_no = ? LIMIT ?)')
    const events = no === null ? 0 : (count.get(no, mostEvents + 1) as { count: number }).count
    if (no === null || events > mostEvents || rooms.find(no) === undefined) return { events: 0, mismatches: [] }
    const fresh = openDatabase({ file: ':memory:', migrations, durability: 'normal' })
    try {
      replay(db, fresh, no)
      return { room_id: roomNames.name(no), events, mismatches: compareProjections(db, fresh, no) }
    } finally {
      fresh.close()
    }
  })()
}
