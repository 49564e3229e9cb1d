import Sqlite from 'better-sqlite3'
import { BackupFault } from './backup-fault.ts'

/** A database's copy, opened on this machine. */
export class CopiedDatabase implements Disposable {
  readonly #database: Sqlite.Database
  readonly #name: string

  constructor(file: string, name: string, options: { readonly: boolean } = { readonly: true }) {
    this.#name = name
    try {
      this.#database = new Sqlite(file, { ...options, fileMustExist: true })
    } catch (error) {
      throw new BackupFault('DATABASE_DAMAGED', `the database ${name} cannot be opened`, (error as Error).message)
    }
  }

  /**
   * Reads every page and every reference.
   *
   * @throws {BackupFault} DATABASE_DAMAGED with the first findings.
   */
  check(): void {
    const findings = this.#all<{ integrity_check: string }>('PRAGMA integrity_check').map((row) => row.integrity_check)
    const broken = this.#all<{ table: string; parent: string }>('PRAGMA foreign_key_check').map(
      ({ table, parent }) => `a row of ${table} refers to a row of ${parent} that is not there`,
    )
    const faults = [...findings.filter((line) => line !== 'ok'), ...broken]
    if (faults.length > 0) {
      throw new BackupFault('DATABASE_DAMAGED', `the database ${this.#name} is damaged`, faults.slice(0, 5))
    }
  }

  migrations(): number {
    return this.#all<{ n: number }>('SELECT count(*) AS n FROM schema_migration')[0]?.n ?? 0
  }

  /** Chat's: where the log stands. */
  log(): { epoch: string; head: number } {
    const [epoch] = this.#all<{ epoch: string }>('SELECT epoch FROM log_epoch')
    const [event] = this.#all<{ head: number | null }>('SELECT max(seq) AS head FROM event')
    return { epoch: epoch?.epoch ?? '', head: event?.head ?? 0 }
  }

  /** Chat's: takes the epoch away, so that chat begins a new one when it next starts and old cursors are rebased. */
  endEpoch(): void {
    this.#database.exec('DELETE FROM log_epoch')
  }

  /** Media's: the blobs that are named, as paths below `blobs/`. */
  *blobs(): Generator<string> {
    const rows = this.#database.prepare(
      `SELECT DISTINCT blob_class, sha256 FROM media WHERE deleted_ts IS NULL
       UNION SELECT blob_class, sha256 FROM thumbnail`,
    )
    for (const row of rows.iterate()) {
      const { blob_class, sha256 } = row as { blob_class: string; sha256: string }
      yield `${blob_class}/${sha256.slice(0, 2)}/${sha256}`
    }
  }

  #all<Row>(sql: string): Row[] {
    try {
      return this.#database.prepare(sql).all() as Row[]
    } catch (error) {
      throw new BackupFault('DATABASE_DAMAGED', `the database ${this.#name} cannot be read`, (error as Error).message)
    }
  }

  [Symbol.dispose](): void {
    this.#database.close()
  }
}
