import type { Database, Statement } from 'better-sqlite3'
import { Rel } from '../domain/rel.ts'
import { toBytes, toUlid } from './event-id.ts'

/** One row of the log, with its numbers. */
export interface EventRow {
  seq: number
  eventId: string
  roomNo: number
  senderNo: number
  typeNo: number
  ts: number
  /** JSON, as it is sent. */
  content: string
  stateKey: string | null
  txnId: string | null
  rel: Rel
  targetSeq: number | null
  /** How many messages the room holds up to here, this one included. */
  ordinal: number
  redactedBy: number | null
}

type RawRow = Omit<EventRow, 'eventId'> & { eventId: Buffer }

const columns = `seq, event_id AS eventId, room_no AS roomNo, sender_no AS senderNo, type_no AS typeNo, ts, content,
  state_key AS stateKey, txn_id AS txnId, rel, target_seq AS targetSeq, ordinal, redacted_by AS redactedBy`
const shown = `rel NOT IN (${Rel.annotation}, ${Rel.replace}, ${Rel.redaction})`

export interface ExpiredEvents {
  roomNo: number
  /** The first and the last position that count. */
  from: number
  to: number
  beforeTs: number
  /** The event that emptied them; 0 for none. */
  by: number
  limit: number
}

/** The log itself: appended to, read by position, and emptied by redaction alone. */
export class EventTable {
  readonly #insert: Statement
  readonly #head: Statement<[], { seq: number | null }>
  readonly #statements: Record<
    | 'bySeq'
    | 'byId'
    | 'byTxn'
    | 'after'
    | 'tail'
    | 'whole'
    | 'pageBack'
    | 'pageForward'
    | 'latestEdit'
    | 'related'
    | 'ofOthers'
    | 'versions'
    | 'replies'
    | 'repliesForward'
    | 'expired'
    | 'referredTo',
    Statement
  >
  readonly #editCount: Statement<[number], { count: number }>
  readonly #redact: Statement

  constructor(db: Database) {
    this.#insert =
      db.prepare(`INSERT INTO event (seq, event_id, room_no, sender_no, type_no, ts, content, state_key, txn_id, rel,
      target_seq, ordinal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
    this.#head = db.prepare('SELECT max(seq) AS seq FROM event')
    const select = (where: string) => db.prepare(`SELECT ${columns} FROM event WHERE ${where}`)
    this.#statements = {
      bySeq: select('seq = ?'),
      byId: select('event_id = ?'),
      byTxn: select('sender_no = ? AND txn_id = ?'),
      after: select('room_no = ? AND seq > ? ORDER BY seq DESC LIMIT ?'),
      tail: select('room_no = ? ORDER BY seq DESC LIMIT ?'),
      whole: select('room_no = ? AND seq > ? ORDER BY seq LIMIT ?'),
      pageBack: select(`room_no = ? AND seq <= ? AND ${shown} ORDER BY seq DESC LIMIT ?`),
      pageForward: select(`room_no = ? AND seq > ? AND ${shown} ORDER BY seq LIMIT ?`),
      latestEdit: select(`target_seq = ? AND rel = ${Rel.replace} AND redacted_by IS NULL ORDER BY seq DESC LIMIT 1`),
      related: select('target_seq = ? AND rel = ? ORDER BY seq'),
      versions: select(
        `(seq = @seq OR (target_seq = @seq AND rel = ${Rel.replace})) AND redacted_by IS NULL ORDER BY seq LIMIT @limit`,
      ),
      replies: select(`target_seq = ? AND rel = ${Rel.thread} AND seq <= ? ORDER BY seq DESC LIMIT ?`),
      repliesForward: select(`target_seq = ? AND rel = ${Rel.thread} AND seq > ? ORDER BY seq LIMIT ?`),
      expired: select(`room_no = @roomNo AND seq BETWEEN @from AND @to AND ts < @beforeTs AND state_key IS NULL
        AND rel <> ${Rel.redaction} AND (redacted_by IS NULL OR redacted_by = @by) ORDER BY seq LIMIT @limit`),
      referredTo: db
        .prepare('SELECT DISTINCT target_seq FROM event WHERE target_seq IN (SELECT value FROM json_each(?))')
        .pluck(),
      ofOthers: select('room_no = ? AND seq > ? AND sender_no <> ? ORDER BY seq LIMIT ?'),
    }
    this.#editCount = db.prepare(
      `SELECT count(*) AS count FROM event WHERE target_seq = ? AND rel = ${Rel.replace} AND redacted_by IS NULL`,
    )
    this.#redact = db.prepare(`UPDATE event SET content = '{}', redacted_by = ? WHERE seq = ?`)
  }

  insert(row: EventRow): void {
    this.#insert.run(
      row.seq,
      toBytes(row.eventId),
      row.roomNo,
      row.senderNo,
      row.typeNo,
      row.ts,
      row.content,
      row.stateKey,
      row.txnId,
      row.rel,
      row.targetSeq,
      row.ordinal,
    )
  }

  /** The newest position; 0 when nothing was written yet. */
  head(): number {
    return this.#head.get()?.seq ?? 0
  }

  bySeq = (seq: number): EventRow | undefined => one(this.#statements.bySeq.get(seq))
  byId = (eventId: string): EventRow | undefined => one(this.#statements.byId.get(toBytes(eventId)))
  byTxn = (senderNo: number, txnId: string): EventRow | undefined => one(this.#statements.byTxn.get(senderNo, txnId))

  /** The newest `limit` events of a room after a position, oldest first. */
  after = (roomNo: number, seq: number, limit: number): EventRow[] =>
    many(this.#statements.after.all(roomNo, seq, limit)).reverse()
  /** The newest `limit` events of a room, oldest first. */
  tail = (roomNo: number, limit: number): EventRow[] => many(this.#statements.tail.all(roomNo, limit)).reverse()

  /** All that a room holds after a position, oldest first. */
  whole = (roomNo: number, seq: number, limit: number): EventRow[] =>
    many(this.#statements.whole.all(roomNo, seq, limit))

  /** Events of the timeline up to a position, newest first. Reactions, edits and redactions are not in it. */
  pageBack = (roomNo: number, seq: number, limit: number): EventRow[] =>
    many(this.#statements.pageBack.all(roomNo, seq, limit))
  /** Events of the timeline after a position, oldest first. */
  pageForward = (roomNo: number, seq: number, limit: number): EventRow[] =>
    many(this.#statements.pageForward.all(roomNo, seq, limit))

  /** Events of a room after a position that somebody did not send themselves, oldest first. */
  ofOthers = (roomNo: number, seq: number, userNo: number, limit: number): EventRow[] =>
    many(this.#statements.ofOthers.all(roomNo, seq, userNo, limit))

  /** A message and its edits as far as they stand, oldest first. */
  versions = (seq: number, limit: number): EventRow[] => many(this.#statements.versions.all({ seq, limit }))
  /** A thread's replies up to a position, newest first. */
  repliesBack = (rootSeq: number, seq: number, limit: number): EventRow[] =>
    many(this.#statements.replies.all(rootSeq, seq, limit))
  /** A thread's replies after a position, oldest first. */
  repliesForward = (rootSeq: number, seq: number, limit: number): EventRow[] =>
    many(this.#statements.repliesForward.all(rootSeq, seq, limit))
  /** What people said in a part of a room and before a time, and that stands or was emptied by one event; oldest first. */
  expired = (what: ExpiredEvents): EventRow[] => many(this.#statements.expired.all(what))

  latestEdit = (seq: number): EventRow | undefined => one(this.#statements.latestEdit.get(seq))
  editCount = (seq: number): number => this.#editCount.get(seq)?.count ?? 0
  /** Those of some events to which others refer. */
  referredTo = (seqs: readonly number[]): Set<number> =>
    new Set(this.#statements.referredTo.all(JSON.stringify(seqs)) as number[])
  /** What refers to an event in one way, oldest first. */
  related = (seq: number, rel: Rel): EventRow[] => many(this.#statements.related.all(seq, rel))

  /** Takes the content out of the log; the place stays. */
  redact(seq: number, by: number): void {
    this.#redact.run(by, seq)
  }
}

const one = (row: unknown): EventRow | undefined => (row === undefined ? undefined : decode(row as RawRow))
const many = (rows: unknown[]): EventRow[] => rows.map((row) => decode(row as RawRow))

function decode(row: RawRow): EventRow {
  const decoded = row as unknown as EventRow
  decoded.eventId = toUlid(row.eventId)
  return decoded
}
