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
}

const columns = `room_no AS roomNo, kind, name, topic, encrypted, created_ts AS createdTs, last_seq AS lastSeq, last_ts AS lastTs,
  ordinal, member_count AS memberCount, deleted_seq AS deletedSeq`

/** What each room is now. */
export class RoomTable {
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
    | 'pair',
    Statement
  >

  constructor(db: Database) {
    this.#statements = {
      find: db.prepare(`SELECT ${columns} FROM room WHERE room_no = ?`),
      publicRooms: db.prepare(
        `SELECT ${columns} FROM room WHERE kind = 'public' AND deleted_seq IS NULL ORDER BY last_seq DESC`,
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
      pair: db.prepare('SELECT low_user_no AS low, high_user_no AS high FROM direct_room WHERE room_no = ?'),
    }
  }

  find = (roomNo: number): RoomRow | undefined => this.#statements.find.get(roomNo) as RoomRow | undefined
  publicRooms = (): RoomRow[] => this.#statements.publicRooms.all() as RoomRow[]

  insert(roomNo: number, kind: RoomKind, ts: number): void {
    this.#statements.insert.run(roomNo, kind, ts, ts)
  }
  setName = (roomNo: number, name: string): void => void this.#statements.name.run(name, roomNo)
  setTopic = (roomNo: number, topic: string): void => void this.#statements.topic.run(topic, roomNo)
  /** A room's encryption is for good: nothing here takes it back. */
  encrypt = (roomNo: number): void => void this.#statements.encrypt.run(roomNo)
  touch = (roomNo: number, seq: number, ts: number, ordinal: number): void =>
    void this.#statements.touch.run(seq, ts, ordinal, roomNo)
  countMembers = (roomNo: number, change: number): void => void this.#statements.count.run(change, roomNo)
  markDeleted = (roomNo: number, seq: number): void => void this.#statements.erase.run(seq, roomNo)

  /** The one direct room of two people. */
  directOf(a: number, b: number): number | undefined {
    return (this.#statements.direct.get(Math.min(a, b), Math.max(a, b)) as { roomNo: number } | undefined)?.roomNo
  }
  addDirect = (a: number, b: number, roomNo: number): void =>
    void this.#statements.addDirect.run(Math.min(a, b), Math.max(a, b), roomNo)
  pairOf = (roomNo: number): { low: number; high: number } | undefined =>
    this.#statements.pair.get(roomNo) as { low: number; high: number } | undefined
}
