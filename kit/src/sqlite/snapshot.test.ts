import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'

let data: string
let database: Sqlite.Database

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'bartab-snapshot-'))
  database = new Sqlite(join(data, 'chat.sqlite'))
  database.pragma('journal_mode = WAL')
  database.exec('CREATE TABLE message (body TEXT)')
})
afterEach(() => {
  database.close()
  rmSync(data, { recursive: true, force: true })
})

const script = join(import.meta.dirname, 'snapshot.ts')
const ask = (...args: string[]): unknown =>
  JSON.parse(execFileSync('node', [script, ...args], { env: { ...process.env, BARTAB_DATA_DIR: data } }).toString())

it('a copy of a database that is open is what its digest says, and holds nothing that was deleted', () => {
  const insert = database.prepare('INSERT INTO message VALUES (?)')
  for (let n = 0; n < 3000; n += 1) insert.run(`message ${n} `.repeat(400))
  insert.run('a secret that was said')
  database.exec("DELETE FROM message WHERE body LIKE '%secret%'")
  database.pragma('wal_checkpoint(TRUNCATE)')
  expect(readFileSync(join(data, 'chat.sqlite')).includes('a secret that was said')).toBe(true)

  const taken = ask('take', 'chat.sqlite', '.snapshot/chat.sqlite') as { size: number; sha256: string }
  const copy = readFileSync(join(data, '.snapshot/chat.sqlite'))
  expect(taken).toEqual({ size: copy.length, sha256: createHash('sha256').update(copy).digest('hex') })
  expect(copy.length).toBeGreaterThan(8 << 20)
  expect(copy.includes('a secret that was said')).toBe(false)
  expect(ask('query', '.snapshot/chat.sqlite', 'SELECT count(*) AS n FROM message')).toEqual([{ n: 3000 }])
})
