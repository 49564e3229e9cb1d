import type { RoomKind } from '@bartab/sdk/schemas'
import type { Database, Statement } from 'better-sqlite3'

export interface RoomRow {
  roomNo: number
  kind: RoomKind
  name: string
  topic: string
  encrypted: 0 | 1
  createdTs: number
  lastSeq: number
  lastTs: number
  /** How many messages the room holds. */
  ordinal: number
  memberCount: number
  deletedSeq: number | null
  /** The media id of its picture. */
  avatar: string | null
  alias: string | null
  archived: 0 | 1
  /** Seconds between two messages of one member; 0 without slow mode. */
  slowModeS: number
  /** Days that messages are kept; 0 for ever. */
  retentionDays: number
  /** Ids of pinned messages that stand, as JSON. */
  pinned: string
}

const columns = `room_no AS roomNo, kind, name, topic, encrypted, created_ts AS createdTs, last_seq AS lastSeq, last_ts AS lastTs,
  ordinal, member_count AS memberCount, deleted_seq AS deletedSeq, avatar, alias, archived,
  slow_mode_s AS slowModeS, retention_days AS retentionDays, pinned`

type RoomChange =
  | 'name'
  | 'topic'
  | 'encrypt'
  | 'count'
  | 'erase'
  | 'avatar'
  | 'alias'
  | 'archived'
  | 'slowMode'
  | 'retention'
  | 'pinned'

/** What each room is now. */
export class RoomTable {
  /** In a transaction of many writes to few rooms, what was read of them already. */
  #held: Map<number, RoomRow> | undefined
  readonly #statements: Record<
    | 'find'
    | 'publicRooms'
    | 'insert'
    | 'name'
    | 'topic'
    | 'encrypt'
    | 'touch'
    | 'count'
    | 'erase'
    | 'direct'
    | 'addDirect'
    | 'pair'
    | 'avatar'
    | 'alias'
    | 'archived'
    | 'slowMode'
    | 'retention'
    | 'pinned'
    | 'byAlias'
    | 'kept'
    | 'standing',
    Statement
  >

  constructor(db: Database) {
    this.#statements = {
      find: db.prepare(`SELECT ${columns} FROM room WHERE room_no = ?`),
      publicRooms: db.prepare(
        `SELECT ${columns} FROM room WHERE kind = 'public' AND deleted_seq IS NULL AND room_no < ? AND NOT EXISTS
          (SELECT 1 FROM member m WHERE m.room_no = room.room_no AND m.user_no = ? AND m.membership <> 'leave')
        ORDER BY room_no DESC LIMIT ?`,
      ),
      insert: db.prepare('INSERT INTO room (room_no, kind, created_ts, last_seq, last_ts) VALUES (?, ?, ?, 0, ?)'),
      name: db.prepare('UPDATE room SET name = ? WHERE room_no = ?'),
      topic: db.prepare('UPDATE room SET topic = ? WHERE room_no = ?'),
      encrypt: db.prepare('UPDATE room SET encrypted = 1 WHERE room_no = ?'),
      touch: db.prepare('UPDATE room SET last_seq = ?, last_ts = ?, ordinal = ? WHERE room_no = ?'),
      count: db.prepare('UPDATE room SET member_count = member_count + ? WHERE room_no = ?'),
      erase: db.prepare('UPDATE room SET deleted_seq = ? WHERE room_no = ?'),
      direct: db.prepare('SELECT room_no AS roomNo FROM direct_room WHERE low_user_no = ? AND high_user_no = ?'),
      addDirect: db.prepare('INSERT INTO direct_room (low_user_no, high_user_no, room_no) VALUES (?, ?, ?)'),
      avatar: db.prepare('UPDATE room SET avatar = ? WHERE room_no = ?'),
      alias: db.prepare('UPDATE room SET alias = ? WHERE room_no = ?'),
      archived: db.prepare('UPDATE room SET archived = ? WHERE room_no = ?'),
      slowMode: db.prepare('UPDATE room SET slow_mode_s = ? WHERE room_no = ?'),
      retention: db.prepare('UPDATE room SET retention_days = ? WHERE room_no = ?'),
      pinned: db.prepare('UPDATE room SET pinned = ? WHERE room_no = ?'),
      byAlias: db.prepare('SELECT room_no AS roomNo FROM room WHERE alias = ? AND deleted_seq IS NULL'),
      kept: db.prepare(`SELECT ${columns} FROM room WHERE retention_days > 0 AND deleted_seq IS NULL`),
      standing: db.prepare(`SELECT ${columns} FROM room WHERE deleted_seq IS NULL ORDER BY room_no`),
      pair: db.prepare('SELECT low_user_no AS low, high_user_no AS high FROM direct_room WHERE room_no = ?'),
    }
  }

  /** Begins to remember rooms until `release`: for as long as nobody else can write. */
  hold(): void {
    this.#held = new Map()
  }
  release(): void {
    this.#held = undefined
  }

  find(roomNo: number): RoomRow | undefined {
    const held = this.#held?.get(roomNo)
    if (held !== undefined) return held
    const row = this.#statements.find.get(roomNo) as RoomRow | undefined
    if (row !== undefined) this.#held?.set(roomNo, row)
    return row
  }
  /** Public rooms that somebody has nothing to do with, made before one of them, the newest first. */
  publicBefore = (roomNo: number, userNo: number, limit: number): RoomRow[] =>
    this.#statements.publicRooms.all(roomNo, userNo, limit) as RoomRow[]

  insert(roomNo: number, kind: RoomKind, ts: number): void {
    this.#statements.insert.run(roomNo, kind, ts, ts)
  }
  setName = (roomNo: number, name: string): void => this.#change(roomNo, 'name', name)
  setTopic = (roomNo: number, topic: string): void => this.#change(roomNo, 'topic', topic)
  /** A room's encryption is for good: nothing here takes it back. */
  encrypt = (roomNo: number): void => this.#change(roomNo, 'encrypt')
  setAvatar = (roomNo: number, mediaId: string | null): void => this.#change(roomNo, 'avatar', mediaId)
  setAlias = (roomNo: number, alias: string | null): void => this.#change(roomNo, 'alias', alias)
  setArchived = (roomNo: number, archived: boolean): void => this.#change(roomNo, 'archived', archived ? 1 : 0)
  setSlowMode = (roomNo: number, seconds: number): void => this.#change(roomNo, 'slowMode', seconds)
  setRetention = (roomNo: number, days: number): void => this.#change(roomNo, 'retention', days)
  setPinned = (roomNo: number, eventIds: readonly string[]): void =>
    this.#change(roomNo, 'pinned', JSON.stringify(eventIds))
  /** What is removed is pinned no longer. */
  unpin(roomNo: number, eventId: string): void {
    const { pinned = '[]' } = this.find(roomNo) ?? {}
    if (!pinned.includes(eventId)) return
    const others = (JSON.parse(pinned) as string[]).filter((id) => id !== eventId)
    this.setPinned(roomNo, others)
  }
  byAlias = (alias: string): number | undefined =>
    (this.#statements.byAlias.get(alias) as { roomNo: number } | undefined)?.roomNo
  /** Rooms that keep messages for a time alone. */
  withRetention = (): RoomRow[] => this.#statements.kept.all() as RoomRow[]
  /** Every room that was not deleted, the oldest first. */
  standing = (): RoomRow[] => this.#statements.standing.all() as RoomRow[]
  touch(roomNo: number, lastSeq: number, lastTs: number, ordinal: number): void {
    this.#statements.touch.run(lastSeq, lastTs, ordinal, roomNo)
    const held = this.#held?.get(roomNo)
    if (held !== undefined) this.#held?.set(roomNo, { ...held, lastSeq, lastTs, ordinal })
  }
  countMembers = (roomNo: number, change: number): void => this.#change(roomNo, 'count', change)
  /** A room that was deleted gives its alias back. */
  markDeleted = (roomNo: number, seq: number): void => {
    this.#change(roomNo, 'erase', seq)
    this.setAlias(roomNo, null)
  }

  /** The one direct room of two people. */
  directOf(a: number, b: number): number | undefined {
    return (this.#statements.direct.get(Math.min(a, b), Math.max(a, b)) as { roomNo: number } | undefined)?.roomNo
  }
  addDirect = (a: number, b: number, roomNo: number): void =>
    void this.#statements.addDirect.run(Math.min(a, b), Math.max(a, b), roomNo)
  pairOf = (roomNo: number): { low: number; high: number } | undefined =>
    this.#statements.pair.get(roomNo) as { low: number; high: number } | undefined

  #change(roomNo: number, what: RoomChange, ...values: (string | number | null)[]): void {
    this.#statements[what].run(...values, roomNo)
    this.#held?.delete(roomNo)
  }
}
