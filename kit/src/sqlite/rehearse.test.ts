import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase } from './open-database.ts'

const program = fileURLToPath(new URL('./rehearse.ts', import.meta.url))
let folder: string
let steps: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rehearse-'))
  steps = join(folder, 'migrations')
  mkdirSync(steps)
  writeFileSync(join(steps, '0001_note.sql'), 'CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = () =>
  openDatabase({ file: join(folder, 'note.sqlite'), migrations: pathToFileURL(`${steps}/`), durability: 'full' })

function rehearse() {
  const env = { PATH: process.env['PATH'], BARTAB_DATA_DIR: folder }
  return spawnSync(process.execPath, [program, 'note.sqlite', steps], { env, encoding: 'utf8' })
}

test('a new migration is tried on a copy; the database in use is as it was, and no copy is left', () => {
  const live = open()
  live.exec("INSERT INTO note VALUES (1, 'x')")
  writeFileSync(join(steps, '0002_colour.sql'), "ALTER TABLE note ADD COLUMN colour TEXT NOT NULL DEFAULT 'white';")
  const said = JSON.parse(rehearse().stdout) as { pending: string[]; copy_ms: number; migrate_ms: number }
  expect(said).toEqual({ pending: ['0002_colour.sql'], copy_ms: expect.any(Number), migrate_ms: expect.any(Number) })
  expect(live.prepare('SELECT * FROM note').get()).toEqual({ id: 1, body: 'x' })
  live.close()
  expect(readdirSync(folder).filter((name) => name.includes('rehearsal'))).toEqual([])
})

test('a migration that the data does not allow is refused in its words, with exit code 1', () => {
  const live = open()
  live.exec("INSERT INTO note VALUES (1, 'x'), (2, 'x')")
  live.close()
  writeFileSync(join(steps, '0002_one.sql'), 'CREATE UNIQUE INDEX one ON note (body);')
  expect(rehearse()).toMatchObject({ status: 1, stderr: 'UNIQUE constraint failed: note.body\n' })
  expect(readdirSync(folder).filter((name) => name.includes('rehearsal'))).toEqual([])
})

test('with nothing new, and with no database yet, nothing is copied', () => {
  expect(rehearse().stdout).toBe('{"pending":[]}\n')
  open().close()
  expect(rehearse().stdout).toBe('{"pending":[]}\n')
})

test('data that newer code has written is refused, before anybody is stopped for it', () => {
  const newer = join(steps, '0002_colour.sql')
  writeFileSync(newer, "ALTER TABLE note ADD COLUMN colour TEXT NOT NULL DEFAULT 'white';")
  open().close()
  rmSync(newer)
  expect(rehearse()).toMatchObject({ status: 1, stderr: expect.stringContaining('was written by a newer version') })
})
