import type { Database, Statement } from 'better-sqlite3'
import { hitMarks } from '../domain/hit-marks.ts'
import { Rel } from '../domain/rel.ts'

export interface Hit {
  seq: number
  /** The words around what was found; what was found stands between the two marks. */
  snippet: string
}

/** What a search asks, with numbers for names. */
export interface SearchTerms {
  match: string
  user: number
  before: number
  room: number | null
  sender: number | null
  afterTs: number
  beforeTs: number
  attachment: 0 | 1
  limit: number
}

/** Full text over what messages say now. */
export class MessageIndex {
  readonly #statements

  constructor(db: Database) {
    const prepare = (sql: string): Statement => db.prepare(sql)
    this.#statements = {
      add: prepare('INSERT INTO message_index (rowid, body) VALUES (?, ?)'),
      remove: prepare(`INSERT INTO message_index (message_index, rowid, body) VALUES ('delete', ?, ?)`),
      text: prepare(`SELECT coalesce(
          (SELECT json_extract(content, '$."m.new_content".body') FROM event WHERE target_seq = @seq AND rel = ${Rel.replace}
           AND redacted_by IS NULL AND seq <= @at ORDER BY seq DESC LIMIT 1),
          (SELECT json_extract(content, '$.body') FROM event WHERE seq = @seq)) AS body`),
      search:
        prepare(`SELECT i.rowid AS seq, snippet(message_index, 0, '${hitMarks[0]}', '${hitMarks[1]}', '…', 16) AS snippet
        FROM message_index i CROSS JOIN event e ON e.seq = i.rowid
        WHERE message_index MATCH @match AND i.rowid < @before
        AND (@room IS NULL OR e.room_no = @room) AND (@sender IS NULL OR e.sender_no = @sender)
        AND e.ts >= @afterTs AND e.ts < @beforeTs
        AND (@attachment = 0 OR json_extract(e.content, '$.msgtype') IN ('m.image', 'm.file', 'm.audio', 'm.video'))
        AND EXISTS (SELECT 1 FROM member m JOIN room r ON r.room_no = m.room_no AND r.deleted_seq IS NULL
          WHERE m.room_no = e.room_no AND m.user_no = @user AND m.membership = 'join')
        ORDER BY i.rowid DESC LIMIT @limit`),
      check: prepare(`INSERT INTO message_index (message_index, rank) VALUES ('integrity-check', 1)`),
    }
  }

  add = (seq: number, body: string): void => void this.#statements.add.run(seq, body)
  /** Forgets a text; it has to be the very one that was added. */
  remove = (seq: number, body: string): void => void this.#statements.remove.run(seq, body)
  /** What a message says at a position of the log. */
  textAt(seq: number, at: number): string | undefined {
    const body = (this.#statements.text.get({ seq, at }) as { body: unknown }).body
    return typeof body === 'string' ? body : undefined
  }
  /** Messages that somebody may read, newest first. */
  search = (terms: SearchTerms): Hit[] => this.#statements.search.all(terms) as Hit[]
  /** Throws when the index does not say what the log says. */
  check = (): void => void this.#statements.check.run()
}
