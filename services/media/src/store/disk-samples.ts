import type { Database } from '@bartab/kit/sqlite'
import type { DiskSample } from '../domain/disk-forecast.ts'

/** How full the disk was in the last weeks. */
export class DiskSamples {
  readonly #insert
  readonly #prune
  readonly #all

  constructor(database: Database) {
    this.#insert = database.prepare('INSERT OR IGNORE INTO disk_sample (ts, used_bytes) VALUES (?, ?)')
    this.#prune = database.prepare('DELETE FROM disk_sample WHERE ts < ?')
    this.#all = database.prepare<[], DiskSample>('SELECT ts, used_bytes AS usedBytes FROM disk_sample ORDER BY ts')
  }

  add({ ts, usedBytes }: DiskSample, forgetBefore: number): void {
    this.#prune.run(forgetBefore)
    this.#insert.run(ts, usedBytes)
  }

  /** Oldest first. */
  all(): DiskSample[] {
    return this.#all.all()
  }
}
