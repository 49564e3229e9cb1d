import type { Membership, RoomRole } from '@bartab/sdk/schemas'
import type { Database, Statement } from 'better-sqlite3'

export interface MemberRow {
  roomNo: number
  userNo: number
  membership: Membership
  role: RoomRole
  /** 0 when not muted. */
  mutedUntilTs: number
  /** The event that made the row what it is. */
  changedSeq: number
  /** The event by which the person last came in. */
  joinedSeq: number
  /** A bot with this right may mention everybody in the room. */
  mentionRoom: 0 | 1
  /** When the person last spoke in a room with slow mode. */
  spokeTs: number
}

const columns = `room_no AS roomNo, user_no AS userNo, membership, role, muted_until_ts AS mutedUntilTs,
  changed_seq AS changedSeq, joined_seq AS joinedSeq,
  mention_room AS mentionRoom, spoke_ts AS spokeTs`

/** The newest event of a membership's room; nothing where the room was deleted. */
const lastSeq = '(SELECT last_seq FROM room WHERE room.room_no = member.room_no AND deleted_seq IS NULL)'

/** Who belongs where, and as what. */
export class MemberTable {
  readonly #statements: Record<
    | 'find'
    | 'save'
    | 'page'
    | 'joined'
    | 'ofRoom'
    | 'changed'
    | 'rooms'
    | 'roomsBefore'
    | 'owners'
    | 'share'
    | 'spoke'
    | 'newest',
    Statement
  >

  constructor(db: Database) {
    const select = (rest: string) => db.prepare(`SELECT ${columns} FROM member WHERE ${rest}`)
    this.#statements = {
      find: select('room_no = ? AND user_no = ?'),
      page: select('room_no = ? AND user_no > ? AND membership = ? ORDER BY user_no LIMIT ?'),
      joined: db.prepare(`SELECT user_no AS userNo FROM member WHERE room_no = ? AND membership = 'join'`),
      ofRoom: select('room_no = ? ORDER BY user_no'),
      changed: select('user_no = ? AND membership <> ? AND changed_seq > ? ORDER BY changed_seq'),
      rooms: select('user_no = ? AND membership = ?'),
      roomsBefore: select(
        `user_no = ? AND membership = ? AND room_no < ? AND ${lastSeq} IS NOT NULL ORDER BY room_no DESC LIMIT ?`,
      ),
      newest: select(`user_no = ? AND membership = 'join' AND ${lastSeq} IS NOT NULL ORDER BY ${lastSeq} DESC LIMIT ?`),
      owners: db.prepare(
        `SELECT count(*) AS count FROM member WHERE room_no = ? AND membership = 'join' AND role = 'owner'`,
      ),
      share:
        db.prepare(`SELECT 1 FROM member a JOIN member b ON b.room_no = a.room_no AND b.user_no = ? AND b.membership = 'join'
        WHERE a.user_no = ? AND a.membership = 'join' LIMIT 1`),
      save: db.prepare(`INSERT INTO member (room_no, user_no, membership, role, muted_until_ts, changed_seq, joined_seq, mention_room)
        VALUES (@roomNo, @userNo, @membership, @role, @mutedUntilTs, @changedSeq, @joinedSeq, @mentionRoom)
        ON CONFLICT DO UPDATE SET membership = excluded.membership, role = excluded.role,
          muted_until_ts = excluded.muted_until_ts, changed_seq = excluded.changed_seq, joined_seq = excluded.joined_seq,
          mention_room = excluded.mention_room`),
      spoke: db.prepare('UPDATE member SET spoke_ts = ? WHERE room_no = ? AND user_no = ?'),
    }
  }

  find = (roomNo: number, userNo: number): MemberRow | undefined =>
    this.#statements.find.get(roomNo, userNo) as MemberRow | undefined
  setSpoke = (roomNo: number, userNo: number, ts: number): void => void this.#statements.spoke.run(ts, roomNo, userNo)
  save = (row: Omit<MemberRow, 'spokeTs'>): void => void this.#statements.save.run(row)

  /** Members of a room in the order of their numbers, after one of them. */
  page = (roomNo: number, after: number, membership: Membership, limit: number): MemberRow[] =>
    this.#statements.page.all(roomNo, after, membership, limit) as MemberRow[]
  joined = (roomNo: number): number[] =>
    (this.#statements.joined.all(roomNo) as { userNo: number }[]).map((row) => row.userNo)
  /** Everybody who ever had to do with a room, in the order of their numbers. */
  ofRoom = (roomNo: number): MemberRow[] => this.#statements.ofRoom.all(roomNo) as MemberRow[]
  /** Rooms in which somebody's membership changed after a position to something other than joined. */
  changedAway = (userNo: number, seq: number): MemberRow[] =>
    this.#statements.changed.all(userNo, 'join', seq) as MemberRow[]
  rooms = (userNo: number, membership: Membership): MemberRow[] =>
    this.#statements.rooms.all(userNo, membership) as MemberRow[]
  /** Memberships in rooms that stand, made before one of them, the newest rooms first. */
  roomsBefore = (userNo: number, membership: Membership, roomNo: number, limit: number): MemberRow[] =>
    this.#statements.roomsBefore.all(userNo, membership, roomNo, limit) as MemberRow[]
  /** Memberships in the rooms in which something happened last. */
  newestRooms = (userNo: number, limit: number): MemberRow[] =>
    this.#statements.newest.all(userNo, limit) as MemberRow[]
  /** Whether two people are in a room together. */
  shareRoom = (a: number, b: number): boolean => this.#statements.share.get(a, b) !== undefined
  ownerCount = (roomNo: number): number => (this.#statements.owners.get(roomNo) as { count: number }).count
}
