import { closeSync, openSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { DatabaseRefused } from './database-refused.ts'
import { migrate } from './migrate.ts'
import { readMigrations } from './migrations.ts'

export type Database = Sqlite.Database

export interface OpenDatabaseOptions {
  /** Path of the database file; made when it does not exist. `:memory:` for a test. */
  file: string
  /** Folder of the numbered migrations, `new URL('./migrations/', import.meta.url)`. */
  migrations: URL
  /**
   * `full`: a commit is on disk when the call returns. `normal`: a commit survives a crash of the process,
   * the last ones may be lost when the machine loses power; the file stays whole in both.
   */
  durability: 'full' | 'normal'
  /**
   * Litestream follows the file and takes its write-ahead log away. Default: false, and SQLite does that by itself
   * every 1000 pages.
   */
  followed?: boolean | undefined
}

/** In pages, 64 MB. Litestream comes at 1000: this is reached where it does not run, and keeps the log from growing on. */
const followedCheckpoint = 16_384

/**
 * Opens a SQLite file as all services do: write-ahead log, foreign keys checked, 5 s of patience with a lock,
 * and every migration applied, each in one transaction. A new file can be read by its user alone.
 *
 * @throws {DatabaseRefused} when the file is no database, was written by a newer version, or when a migration
 *   that it already applied has been edited or renamed since.
 */
export function openDatabase(options: OpenDatabaseOptions): Database {
  const migrations = readMigrations(options.migrations)
  const database = open(options.file)
  try {
    prepare(database, options)
    migrate(database, migrations, options.file)
    return database
  } catch (error) {
    database.close()
    throw refusal(error, options.file)
  }
}

function open(file: string): Database {
  if (file !== ':memory:') createPrivately(file)
  try {
    return new Sqlite(file)
  } catch (error) {
    throw refusal(error, file)
  }
}

/** SQLite gives the log beside a database the mode of the file. What stands in the way of making it, SQLite tells. */
function createPrivately(file: string): void {
  try {
    closeSync(openSync(file, 'ax', 0o600))
  } catch {}
}

function prepare(database: Database, { durability, followed = false }: OpenDatabaseOptions): void {
  database.pragma('busy_timeout = 5000')
  database.pragma('journal_mode = WAL')
  database.pragma(`synchronous = ${durability === 'full' ? 'FULL' : 'NORMAL'}`)
  database.pragma('trusted_schema = OFF')
  if (followed) database.pragma(`wal_autocheckpoint = ${followedCheckpoint}`)
}

const reasons: Record<string, string> = {
  SQLITE_NOTADB: 'is not a SQLite database; restore it from a backup, or name another file',
  SQLITE_CORRUPT: 'is damaged; restore it from a backup',
  SQLITE_CANTOPEN: 'cannot be opened; see that its folder exists and belongs to this user',
  SQLITE_READONLY: 'cannot be written; see that it and its folder belong to this user',
  SQLITE_FULL: 'cannot grow, the disk is full; free some space',
  SQLITE_BUSY: 'is held by another process; stop that one first',
}

function refusal(error: unknown, file: string): unknown {
  if (error instanceof TypeError)
    return new DatabaseRefused(`The database ${file} ${reasons.SQLITE_CANTOPEN}`, 1, { cause: error })
  if (!(error instanceof Sqlite.SqliteError)) return error
  const known = Object.keys(reasons).find((code) => error.code.startsWith(code))
  return known === undefined
    ? error
    : new DatabaseRefused(`The database ${file} ${reasons[known]}`, 1, { cause: error })
}
