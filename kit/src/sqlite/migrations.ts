import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

/** One numbered step of a database's history. A released one is never edited. */
export interface Migration {
  version: number
  name: string
  sql: string
  sha256: string
}

/** Reads a folder of `NNNN_name.sql`, numbered from 0001 without a gap. */
export function readMigrations(folder: URL): Migration[] {
  const base = folder.href.endsWith('/') ? folder : new URL(`${folder.href}/`)
  const names = readdirSync(base)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  return names.map((name, index) => readMigration(base, name, index + 1))
}

function readMigration(folder: URL, name: string, expected: number): Migration {
  const version = Number(/^(\d{4})_[a-z0-9_-]+\.sql$/.exec(name)?.[1])
  if (version !== expected) throw new Error(`migration ${name}: expected ${String(expected).padStart(4, '0')}_name.sql`)
  const sql = readFileSync(new URL(name, folder), 'utf8')
  return { version, name, sql, sha256: createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex') }
}
