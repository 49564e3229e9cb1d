import type { Database, Statement } from 'better-sqlite3'

export interface ReadMarkerRow {
  userNo: number
  roomNo: number
  /** The last event read. */
  seq: number
  /** How many messages the room held there. */
  ordinal: number
  /** Grows with every change anywhere. */
  rev: number
}

const columns = 'user_no AS userNo, room_no AS roomNo, seq, ordinal, rev'

/** How far each person has read. Never moves back. */
export class ReadMarkerTable {
  readonly #statements: Record<'find' | 'save' | 'advance' | 'changed', Statement>
  readonly #newest: Statement<[], { rev: number | null }>

  constructor(db: Database) {
    this.#statements = {
      find: db.prepare(`SELECT ${columns} FROM read_marker WHERE user_no = ? AND room_no = ?`),
      save: db.prepare(`INSERT INTO read_marker (user_no, room_no, seq, ordinal, rev) VALUES (@userNo, @roomNo, @seq, @ordinal, @rev)
        ON CONFLICT DO UPDATE SET seq = excluded.seq, ordinal = excluded.ordinal, rev = excluded.rev
        WHERE excluded.seq > read_marker.seq`),
      advance: db.prepare(`INSERT INTO read_marker (user_no, room_no, seq, ordinal, rev) VALUES (?, ?, ?, ?, 0)
        ON CONFLICT DO UPDATE SET seq = excluded.seq, ordinal = excluded.ordinal`),
      changed: db.prepare(`SELECT ${columns} FROM read_marker WHERE user_no = ? AND rev > ?`),
    }
    this.#newest = db.prepare('SELECT max(rev) AS rev FROM read_marker')
  }

  find = (userNo: number, roomNo: number): ReadMarkerRow | undefined =>
    this.#statements.find.get(userNo, roomNo) as ReadMarkerRow | undefined
  /** Moves a marker forward; true if it moved. */
  save = (row: ReadMarkerRow): boolean => this.#statements.save.run(row).changes > 0
  /** Writing or coming in reads a room up to there; the event itself tells the person's devices. */
  advance = (userNo: number, roomNo: number, seq: number, ordinal: number): void =>
    void this.#statements.advance.run(userNo, roomNo, seq, ordinal)
  changedAfter = (userNo: number, rev: number): ReadMarkerRow[] =>
    this.#statements.changed.all(userNo, rev) as ReadMarkerRow[]
  newestRev = (): number => this.#newest.get()?.rev ?? 0
}
