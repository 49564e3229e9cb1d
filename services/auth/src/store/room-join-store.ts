import type { Database } from '@bartab/kit/sqlite'
import type { RoomJoin, RoomJoins } from '../domain/room-join.ts'

export function roomJoinStore(db: Database): RoomJoins {
  const add = db.prepare<[string, string, string, number]>(
    'INSERT INTO room_join (user_id, room_id, inviter_id, next_ts) VALUES (?, ?, ?, ?)',
  )
  const due = db.prepare<[number, number], RoomJoin>(
    `SELECT user_id AS userId, room_id AS roomId, inviter_id AS inviterId, attempts FROM room_join
     WHERE outcome IS NULL AND next_ts <= ? ORDER BY next_ts LIMIT ?`,
  )
  const nextTs = db.prepare<[], number | null>('SELECT min(next_ts) FROM room_join WHERE outcome IS NULL').pluck()
  const postpone = db.prepare<[number, string, string, string]>(
    'UPDATE room_join SET attempts = attempts + 1, next_ts = ?, last_error = ? WHERE user_id = ? AND room_id = ?',
  )
  const finish = db.prepare<[string, string | null, string, string]>(
    'UPDATE room_join SET attempts = attempts + 1, outcome = ?, last_error = ? WHERE user_id = ? AND room_id = ?',
  )
  return {
    add: ({ userId, roomId, inviterId }, now) => void add.run(userId, roomId, inviterId, now),
    due: (now, limit) => due.all(now, limit),
    nextTs: () => nextTs.get() ?? undefined,
    postpone: (join, ts, error) => void postpone.run(ts, error, join.userId, join.roomId),
    finish: (join, outcome, error) => void finish.run(outcome, error ?? null, join.userId, join.roomId),
  }
}
