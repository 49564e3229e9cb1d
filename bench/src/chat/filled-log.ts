import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Database, openDatabase } from '@bartab/kit/sqlite'

const migrations = pathToFileURL(join(import.meta.dirname, '../../../services/chat/src/store/migrations/'))
/** Events that are written in one transaction. */
const portion = 100_000
/** Rooms in which the events are: as many as leave a hundred events in each, so that pages of logs of all sizes are full. */
const roomsFor = (events: number): number => Math.max(1, Math.min(1000, Math.floor(events / 100)))
export const roomId = (no: number): string => `01BENCHR${String(no).padStart(18, '0')}`

export interface FilledLog {
  /** Fewer than were asked for, where the time was over first. */
  events: number
  rooms: number
  bytesPerEvent: number
}

/**
 * Fills a log with events of 100-byte messages in up to a thousand rooms, index included. Person number 0 of the bench is in
 * all of them, and nobody else. Stops after `minutes`; the next call goes on, and does nothing when all are there.
 */
export function fill(dataDir: string, wanted: number, minutes: number): FilledLog {
  const note = join(dataDir, 'filled.json')
  const before = existsSync(note) ? (JSON.parse(readFileSync(note, 'utf8')) as FilledLog) : undefined
  if (before !== undefined && before.events >= wanted) return before
  const file = join(dataDir, 'chat.sqlite')
  const db = openDatabase({ file, migrations, durability: 'normal' })
  const rooms = roomsFor(wanted)
  if (before === undefined) addNames(db, rooms)
  const events = addEvents(db, rooms, before?.events ?? 0, wanted, performance.now() + minutes * 60_000)
  addRooms(db)
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
  const filled = { events, rooms, bytesPerEvent: statSync(file).size / events }
  writeFileSync(note, JSON.stringify(filled))
  return filled
}

function addNames(db: Database, rooms: number): void {
  db.exec(`INSERT INTO user_name (user_no, user_id) VALUES (1, '01BENCHF000000000000000000'), (2, '01BENCH${'0'.repeat(19)}');
    INSERT INTO type_name (type_no, type) VALUES (1, 'm.room.message');
    WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${rooms})
    INSERT INTO room_name (room_no, room_id) SELECT n, '01BENCHR' || printf('%018d', n) FROM c`)
}

/** How many there are when the time is over. */
function addEvents(db: Database, rooms: number, from: number, wanted: number, end: number): number {
  const say = `{"msgtype":"m.text","body":"' || printf('%08x', n * 2654435761 % 4294967296) || ' ' || '${'lorem ipsum '.repeat(7)}"}`
  const insert =
    db.prepare(`WITH RECURSIVE c (n) AS (SELECT CAST(@from AS INTEGER) UNION ALL SELECT n + 1 FROM c WHERE n < @to)
    INSERT INTO event (seq, event_id, room_no, sender_no, type_no, ts, content, txn_id, ordinal)
    SELECT n, unhex('0190000000' || printf('%022X', n)), 1 + n % ${rooms}, 1, 1, 1790000000000 + n, '${say}', 'f' || n, 1 + n / ${rooms} FROM c`)
  const index = db.prepare(
    'INSERT INTO message_index (rowid, body) SELECT seq, body FROM message_text WHERE seq BETWEEN @from AND @to',
  )
  let events = from
  while (events < wanted && performance.now() < end) {
    const range = { from: events + 1, to: Math.min(wanted, events + portion) }
    db.transaction(() => [insert.run(range), index.run(range)])()
    events = range.to
    process.stderr.write(`  ${events.toLocaleString('en')} of ${wanted.toLocaleString('en')} events\n`)
  }
  return events
}

function addRooms(db: Database): void {
  db.exec(`INSERT OR REPLACE INTO room (room_no, kind, name, created_ts, last_seq, last_ts, ordinal, member_count)
      SELECT room_no, 'private', 'filled', 1790000000000, max(seq), max(ts), max(ordinal), 1 FROM event GROUP BY room_no;
    INSERT OR IGNORE INTO member (room_no, user_no, membership, role, changed_seq, joined_seq) SELECT room_no, 2, 'join', 'owner', 1, 1 FROM room`)
}
