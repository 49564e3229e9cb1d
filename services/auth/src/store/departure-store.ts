import type { Database } from '@bartab/kit/sqlite'
import type { Departure, Departures } from '../domain/departure.ts'

export function departureStore(db: Database): Departures {
  const add = db.prepare<[string, number]>(
    'INSERT INTO departure (user_id, next_ts) VALUES (?, ?) ON CONFLICT DO NOTHING',
  )
  const due = db.prepare<[number], Departure>(
    'SELECT user_id AS userId, attempts FROM departure WHERE next_ts <= ? ORDER BY next_ts LIMIT 20',
  )
  const postpone = db.prepare<[number, string]>(
    'UPDATE departure SET attempts = attempts + 1, next_ts = ? WHERE user_id = ?',
  )
  const finish = db.prepare<[string]>('DELETE FROM departure WHERE user_id = ?')
  return {
    add: (userId, now) => void add.run(userId, now),
    due: (now) => due.all(now),
    postpone: (userId, nextTs) => void postpone.run(nextTs, userId),
    finish: (userId) => void finish.run(userId),
  }
}
