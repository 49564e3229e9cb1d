import type { Database } from 'better-sqlite3'
import { DatabaseRefused } from './database-refused.ts'
import type { Migration } from './migrations.ts'

interface Applied {
  version: number
  name: string
  sha256: string
}

const history = `CREATE TABLE IF NOT EXISTS schema_migration (
  version INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_ts INTEGER NOT NULL) STRICT`

/** Brings a database up to the newest migration; leaves foreign keys enforced. */
export function migrate(database: Database, migrations: readonly Migration[], file: string): void {
  // a table that others refer to can only be rebuilt while the keys are not enforced; each step checks them itself
  database.pragma('foreign_keys = OFF')
  database.exec(history)
  for (const migration of migrations)
    database.transaction(() => step(database, migration, migrations, file)).immediate()
  refuseStrangeHistory(appliedTo(database), migrations, file)
  database.pragma('foreign_keys = ON')
}

// read anew under the write lock: two processes may start at once
function step(database: Database, migration: Migration, all: readonly Migration[], file: string): void {
  const applied = appliedTo(database)
  refuseStrangeHistory(applied, all, file)
  if (applied.some(({ version }) => version === migration.version)) return
  database.exec(migration.sql)
  const broken = database.pragma('foreign_key_check') as { table: string }[]
  if (broken[0]) throw new Error(`migration ${migration.name} leaves rows in ${broken[0].table} that refer to nothing`)
  database
    .prepare("INSERT INTO schema_migration VALUES (?, ?, ?, CAST(unixepoch('subsec') * 1000 AS INTEGER))")
    .run(migration.version, migration.name, migration.sha256)
}

/** The migrations that a database has had, in their order. */
export function appliedTo(database: Database): Applied[] {
  return database.prepare('SELECT version, name, sha256 FROM schema_migration ORDER BY version').all() as Applied[]
}

/** @throws {DatabaseRefused} where a database has had migrations that this code does not know, or with another text. */
export function refuseStrangeHistory(applied: readonly Applied[], known: readonly Migration[], file: string): void {
  for (const { version, name, sha256 } of applied) {
    const migration = known[version - 1]
    if (migration === undefined) throw new DatabaseRefused(newer(file, name, known.length))
    if (migration.name !== name || migration.sha256 !== sha256) throw new DatabaseRefused(edited(file, name, migration))
  }
}

function newer(file: string, name: string, known: number): string {
  return `The database ${file} was written by a newer version (it has ${name}, this program knows ${known} migrations). Run that version, or restore a backup from before the upgrade.`
}

function edited(file: string, name: string, now: Migration): string {
  return `The database ${file} was made with another text of migration ${name} than this program's ${now.name}. A released migration is never edited: put its text back and write a new one.`
}
