import type { Database } from 'better-sqlite3'
import { projectionTables } from './projection-tables.ts'

/** A row that is not the same in the live database and in one made again from the log. */
export interface Mismatch {
  table: string
  live?: Record<string, unknown>
  rebuilt?: Record<string, unknown>
}

/** Mismatches that are listed one by one; beyond that, comparing stops. */
const mostListed = 20

/** Walks two copies of every projection side by side; of one room, where one is named. */
export function compareProjections(live: Database, rebuilt: Database, room?: number): Mismatch[] {
  const found: Mismatch[] = []
  for (const { table, order, ofRoom } of projectionTables) {
    const sql = `SELECT * FROM ${table} ${room === undefined ? '' : `WHERE ${ofRoom}`} ORDER BY ${order}`
    const args = room === undefined ? [] : [{ room }]
    const [a, b] = [live.prepare(sql).iterate(...args), rebuilt.prepare(sql).iterate(...args)]
    for (const pair of side(a, b)) {
      if (JSON.stringify(pair.live) === JSON.stringify(pair.rebuilt)) continue
      found.push({ table, ...pair })
      if (found.length >= mostListed) break
    }
    if (found.length >= mostListed) break
  }
  return found
}

type Row = Record<string, unknown>

function* side(a: IterableIterator<unknown>, b: IterableIterator<unknown>): Generator<{ live?: Row; rebuilt?: Row }> {
  try {
    for (;;) {
      const [x, y] = [a.next(), b.next()]
      if (x.done === true && y.done === true) return
      yield {
        ...(x.done === true ? {} : { live: x.value as Row }),
        ...(y.done === true ? {} : { rebuilt: y.value as Row }),
      }
    }
  } finally {
    a.return?.()
    b.return?.()
  }
}
