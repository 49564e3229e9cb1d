import type { Command } from '@bartab/sdk/schemas'
import type { Database, Statement } from 'better-sqlite3'

export interface CommandRow {
  userNo: number
  name: string
  description: string
  usage: string | null
}

/** An update that was handed out and not acknowledged. */
export interface UpdateRow {
  seq: number
  attempts: number
  dueTs: number
  reason: string | null
  deadTs: number | null
}

const update = 'seq, attempts, due_ts AS dueTs, reason, dead_ts AS deadTs'
const command = 'c.user_no AS userNo, c.name, c.description, c.usage'

/** What bots keep with the server: their commands, and how far they are with the log. */
export class BotTable {
  readonly #statements

  constructor(db: Database) {
    const prepare = (sql: string): Statement => db.prepare(sql)
    this.#statements = {
      forgetCommands: prepare('DELETE FROM bot_command WHERE user_no = ?'),
      addCommand: prepare('INSERT INTO bot_command (user_no, name, description, usage) VALUES (?, ?, ?, ?)'),
      commandsInRoom: prepare(`SELECT ${command} FROM bot_command c
        JOIN member m ON m.room_no = ? AND m.user_no = c.user_no AND m.membership = 'join' ORDER BY c.name, c.user_no`),
      commandsNear: prepare(`SELECT ${command} FROM bot_command c WHERE EXISTS (
        SELECT 1 FROM member a JOIN member b ON b.room_no = a.room_no AND b.user_no = c.user_no AND b.membership = 'join'
        WHERE a.user_no = ? AND a.membership = 'join') ORDER BY c.name, c.user_no`),
      cursor: prepare('SELECT seq FROM bot_cursor WHERE user_no = ?'),
      moveCursor: prepare(
        'INSERT INTO bot_cursor (user_no, seq) VALUES (?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq',
      ),
      due: prepare(`SELECT ${update} FROM bot_update
        WHERE user_no = ? AND dead_ts IS NULL AND due_ts <= ? ORDER BY seq LIMIT ?`),
      nextDue: prepare('SELECT min(due_ts) AS ts FROM bot_update WHERE user_no = ? AND dead_ts IS NULL'),
      open: prepare('SELECT count(*) AS count FROM bot_update WHERE user_no = ? AND dead_ts IS NULL'),
      openRows: prepare(`SELECT ${update} FROM bot_update WHERE user_no = ? AND dead_ts IS NULL ORDER BY seq`),
      find: prepare(`SELECT ${update} FROM bot_update WHERE user_no = ? AND seq = ?`),
      save: prepare(`INSERT INTO bot_update (user_no, seq, attempts, due_ts, reason, dead_ts)
        VALUES (@userNo, @seq, @attempts, @dueTs, @reason, @deadTs) ON CONFLICT DO UPDATE SET attempts = excluded.attempts,
        due_ts = excluded.due_ts, reason = excluded.reason, dead_ts = excluded.dead_ts`),
      acknowledge: prepare('DELETE FROM bot_update WHERE user_no = ? AND seq = ? AND dead_ts IS NULL'),
      remove: prepare('DELETE FROM bot_update WHERE user_no = ? AND seq = ?'),
      dead: prepare(`SELECT ${update} FROM bot_update
        WHERE user_no = ? AND dead_ts IS NOT NULL AND seq > ? ORDER BY seq LIMIT ?`),
    }
  }

  replaceCommands(userNo: number, commands: readonly Command[]): void {
    this.#statements.forgetCommands.run(userNo)
    for (const { name, description, usage } of commands)
      this.#statements.addCommand.run(userNo, name, description, usage ?? null)
  }
  commandsInRoom = (roomNo: number): CommandRow[] => this.#statements.commandsInRoom.all(roomNo) as CommandRow[]
  /** Commands of bots that are in a room with somebody. */
  commandsNear = (userNo: number): CommandRow[] => this.#statements.commandsNear.all(userNo) as CommandRow[]

  cursor = (userNo: number): number | undefined =>
    (this.#statements.cursor.get(userNo) as { seq: number } | undefined)?.seq
  moveCursor = (userNo: number, seq: number): void => void this.#statements.moveCursor.run(userNo, seq)

  /** Updates whose lease is over, oldest first. */
  due = (userNo: number, now: number, limit: number): UpdateRow[] =>
    this.#statements.due.all(userNo, now, limit) as UpdateRow[]
  /** When the next lease is over. */
  nextDue = (userNo: number): number | undefined =>
    (this.#statements.nextDue.get(userNo) as { ts: number | null }).ts ?? undefined
  /** Updates that were handed out and not acknowledged. */
  openRows = (userNo: number): UpdateRow[] => this.#statements.openRows.all(userNo) as UpdateRow[]
  openCount = (userNo: number): number => (this.#statements.open.get(userNo) as { count: number }).count
  find = (userNo: number, seq: number): UpdateRow | undefined =>
    this.#statements.find.get(userNo, seq) as UpdateRow | undefined
  save = (userNo: number, row: UpdateRow): void => void this.#statements.save.run({ userNo, ...row })
  acknowledge = (userNo: number, seq: number): boolean => this.#statements.acknowledge.run(userNo, seq).changes > 0
  remove = (userNo: number, seq: number): void => void this.#statements.remove.run(userNo, seq)
  /** Updates that were given up, after a position. */
  dead = (userNo: number, after: number, limit: number): UpdateRow[] =>
    this.#statements.dead.all(userNo, after, limit) as UpdateRow[]
}
