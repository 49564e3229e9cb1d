/**
 * `node kit/src/sqlite/rehearse.ts chat.sqlite services/chat/src/store/migrations` tries the migrations of this code that
 * a database has not had yet on a copy of it, while its service goes on writing, and prints what was done and how long
 * it took as JSON: `{"pending":["0007_polls.sql"],"copy_ms":12,"migrate_ms":3}`. With nothing pending no copy is made;
 * data that is newer than this code is refused.
 * The database is named within `BARTAB_DATA_DIR`.
 */
import { existsSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { pathToFileURL } from 'node:url'
import Sqlite from 'better-sqlite3'
import { appliedTo, migrate, refuseStrangeHistory } from './migrate.ts'
import { type Migration, readMigrations } from './migrations.ts'

const [name = '', folder = ''] = process.argv.slice(2)
const file = join(process.env['BARTAB_DATA_DIR'] || '/data', name)
const copy = `${file}.rehearsal`

function pendingOf(migrations: readonly Migration[]): string[] {
  if (!existsSync(file)) return []
  const database = new Sqlite(file, { readonly: true, timeout: 10_000 })
  try {
    const applied = appliedTo(database)
    refuseStrangeHistory(applied, migrations, file)
    const had = applied.map(({ version }) => version)
    return migrations.filter(({ version }) => !had.includes(version)).map((migration) => migration.name)
  } finally {
    database.close()
  }
}

function takeCopy(): void {
  rmSync(copy, { force: true })
  const database = new Sqlite(file, { readonly: true, timeout: 10_000 })
  try {
    database.prepare('VACUUM INTO ?').run(copy)
  } finally {
    database.close()
  }
}

function tryOnCopy(migrations: readonly Migration[]): void {
  const database = new Sqlite(copy)
  try {
    migrate(database, migrations, file)
    const verdict = database.pragma('quick_check', { simple: true })
    if (verdict !== 'ok') throw new Error(`the migrated copy is damaged: ${String(verdict)}`)
  } finally {
    database.close()
  }
}

function timed(act: () => void): number {
  const begun = performance.now()
  act()
  return Math.round(performance.now() - begun)
}

try {
  const migrations = readMigrations(pathToFileURL(`${resolve(folder)}/`))
  const pending = pendingOf(migrations)
  const took = pending.length === 0 ? {} : { copy_ms: timed(takeCopy), migrate_ms: timed(() => tryOnCopy(migrations)) }
  process.stdout.write(`${JSON.stringify({ pending, ...took })}\n`)
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
} finally {
  for (const left of [copy, `${copy}-wal`, `${copy}-shm`, `${copy}-journal`]) rmSync(left, { force: true })
}
