import type { Database } from 'better-sqlite3'
import { project } from '../log/projections.ts'
import { ChatStore } from '../store/chat-store.ts'
import { MessageIndex } from '../store/message-index.ts'

const logColumns = `seq, event_id, room_no, sender_no, type_no, ts, content, state_key, txn_id, rel, target_seq, ordinal, redacted_by`

/** Numbers keep their names, so that both copies speak of the same people and rooms. */
const names = [
  ['user_name', 'user_no, user_id'],
  ['room_name', 'room_no, room_id'],
  ['type_name', 'type_no, type'],
] as const

/** The search index is not made again: it is compared with the log itself, and making it would take most of the time. */
class UnindexedMessages extends MessageIndex {
  override add = (): void => undefined
  override remove = (): void => undefined
}

/** Makes every projection again: copies the log of `source` into the empty `target`, event by event. Gives how many. */
export function replay(source: Database, target: Database, room?: number): number {
  const store = new ChatStore(target, new UnindexedMessages(target))
  for (const [table, columns] of names) copyNames(source, target, table, columns)
  const where = room === undefined ? '' : 'WHERE room_no = @room'
  const events = source.prepare(`SELECT ${logColumns} FROM event ${where} ORDER BY seq`)
  const marks = logColumns.split(', ').map((column) => `@${column}`)
  const insert = target.prepare(`INSERT INTO event (${logColumns}) VALUES (${marks.join(', ')})`)
  let count = 0
  target.exec('BEGIN')
  for (const row of events.iterate(...(room === undefined ? [] : [{ room }]))) {
    insert.run(row)
    const event = store.events.bySeq((row as { seq: number }).seq)
    if (event !== undefined) project(store, store.types.name(event.typeNo), event, JSON.parse(event.content))
    count += 1
  }
  target.exec('COMMIT')
  return count
}

function copyNames(source: Database, target: Database, table: string, columns: string): void {
  const insert = target.prepare(`INSERT INTO ${table} (${columns}) VALUES (?, ?)`)
  target.exec('BEGIN')
  for (const row of source.prepare(`SELECT ${columns} FROM ${table}`).raw().iterate()) insert.run(...(row as unknown[]))
  target.exec('COMMIT')
}
