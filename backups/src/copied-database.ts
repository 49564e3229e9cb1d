import Sqlite from 'better-sqlite3'
import { BackupFault } from './backup-fault.ts'
import { copyQueries, type LogRow, type NamedBlob } from './copy-queries.ts'

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
    const findings = this.all<{ integrity_check: string }>('PRAGMA integrity_check').map((row) => row.integrity_check)
    const broken = this.all<{ table: string; parent: string }>('PRAGMA foreign_key_check').map(
      ({ table, parent }) => `a row of ${table} refers to a row of ${parent} that is not there`,
    )
    const faults = [...findings.filter((line) => line !== 'ok'), ...broken]
    if (faults.length > 0) {
      throw new BackupFault('DATABASE_DAMAGED', `the database ${this.#name} is damaged`, faults.slice(0, 5))
    }
  }

  /** Chat's: where the log stands. */
  log(): { epoch: string; head: number } {
    const [row] = this.all<LogRow>(copyQueries.log)
    return { epoch: row?.epoch ?? '', head: row?.head ?? 0 }
  }

  /** Chat's: takes the epoch away, so that chat begins a new one when it next starts and old cursors are rebased. */
  endEpoch(): void {
    this.#database.exec('DELETE FROM log_epoch')
  }

  /** Media's: the blobs that are named. */
  blobs(): NamedBlob[] {
    return this.all<NamedBlob>(copyQueries.blobs)
  }

  all<Row>(sql: string): Row[] {
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
