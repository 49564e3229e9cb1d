import type { Database } from '@bartab/kit/sqlite'
import type { LimitBuckets } from '../domain/limit.ts'

export function limitStore(db: Database): LimitBuckets {
  const fullUntil = db.prepare<[string], number>('SELECT full_ts FROM limit_bucket WHERE bucket = ?').pluck()
  const fill = db.prepare<[string, number]>(
    'INSERT INTO limit_bucket (bucket, full_ts) VALUES (?, ?) ON CONFLICT (bucket) DO UPDATE SET full_ts = excluded.full_ts',
  )
  const empty = db.prepare<[string]>('DELETE FROM limit_bucket WHERE bucket = ?')
  const prune = db.prepare<[number]>('DELETE FROM limit_bucket WHERE full_ts <= ?')
  return {
    fullUntil: (bucket) => fullUntil.get(bucket) ?? 0,
    fill: (bucket, untilTs) => void fill.run(bucket, untilTs),
    empty: (bucket) => void empty.run(bucket),
    prune: (now) => void prune.run(now),
  }
}
