import type { Database } from 'better-sqlite3'
import { compareProjections, type Mismatch } from './compare.ts'
import { projectionTables } from './projection-tables.ts'
import { replay } from './replay.ts'

/** What came of making every projection again. */
export interface RebuildReport {
  events: number
  mismatches: Mismatch[]
  /** Why the search index does not say what the log says; absent when it does. */
  index_error?: string
  /** The live projections were replaced by those made again. */
  applied: boolean
}

/**
 * Makes every projection of `live` again in the empty `fresh`, and compares. With `apply`, what differs is replaced,
 * in one transaction.
 */
export function rebuild(live: Database, fresh: Database, apply: boolean): RebuildReport {
  const work = live.transaction((): RebuildReport => {
    const events = replay(live, fresh)
    const mismatches = compareProjections(live, fresh)
    const indexError = checkIndex(live, apply)
    if (apply && mismatches.length > 0) replace(live, fresh)
    if (apply && indexError !== undefined) rebuildIndex(live)
    const applied = apply && (mismatches.length > 0 || indexError !== undefined)
    return { events, mismatches, ...(indexError === undefined ? {} : { index_error: indexError }), applied }
  })
  return apply ? work.immediate() : work.deferred()
}

/** The index checks itself against the log; for that it wants to write, though it changes nothing. */
function checkIndex(live: Database, canWrite: boolean): string | undefined {
  if (live.readonly && !canWrite) return undefined
  try {
    live.prepare(`INSERT INTO message_index (message_index, rank) VALUES ('integrity-check', 1)`).run()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function replace(live: Database, fresh: Database): void {
  for (const { table } of projectionTables) {
    live.prepare(`DELETE FROM ${table}`).run()
    let insert: ReturnType<Database['prepare']> | undefined
    for (const row of fresh.prepare(`SELECT * FROM ${table}`).iterate() as IterableIterator<Record<string, unknown>>) {
      const columns = Object.keys(row)
      insert ??= live.prepare(
        `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((c) => `@${c}`).join(', ')})`,
      )
      insert.run(row)
    }
  }
}

function rebuildIndex(live: Database): void {
  live.prepare(`INSERT INTO message_index (message_index) VALUES ('delete-all')`).run()
  live
    .prepare('INSERT INTO message_index (rowid, body) SELECT seq, body FROM message_text WHERE body IS NOT NULL')
    .run()
}
