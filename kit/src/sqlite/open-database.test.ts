import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DatabaseRefused } from './database-refused.ts'
import { openDatabase } from './open-database.ts'

const first = 'CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;'
const second = "ALTER TABLE note ADD COLUMN colour TEXT NOT NULL DEFAULT 'white';"
let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'open-database-'))
  file = join(folder, 'test.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true }))

function migrations(steps: Record<string, string>): URL {
  const path = mkdtempSync(join(folder, 'migrations-'))
  for (const [name, sql] of Object.entries(steps)) writeFileSync(join(path, name), sql)
  return pathToFileURL(`${path}/`)
}

const open = (steps: Record<string, string>, durability: 'full' | 'normal' = 'full') =>
  openDatabase({ file, migrations: migrations(steps), durability })

describe('opening', () => {
  test.each([
    ['full', 2],
    ['normal', 1],
  ] as const)('with %s durability sets what the services rely on', (durability, synchronous) => {
    using database = disposable(open({ '0001_note.sql': first }, durability))
    const pragma = (name: string) => database.pragma(name, { simple: true })
    expect(pragma('journal_mode')).toBe('wal')
    expect(pragma('synchronous')).toBe(synchronous)
    expect(pragma('foreign_keys')).toBe(1)
    expect(pragma('busy_timeout')).toBe(5000)
  })

  test('what is followed keeps its log for the follower, but not without end', () => {
    const options = { file, migrations: migrations({ '0001_note.sql': first }), durability: 'full' } as const
    const checkpointOf = (followed?: boolean) => {
      using database = disposable(openDatabase({ ...options, followed }))
      return database.pragma('wal_autocheckpoint', { simple: true })
    }
    expect(checkpointOf()).toBe(1000)
    expect(checkpointOf(true)).toBe(16_384)
  })

  test('the database and its log can be read by the user of the service alone, whatever the umask', () => {
    const umask = process.umask(0o022)
    try {
      using database = disposable(open({ '0001_note.sql': first }))
      database.exec("INSERT INTO note VALUES (1, 'x')")
      const modes = readdirSync(folder)
        .filter((name) => name.startsWith('test.sqlite'))
        .map((name) => [name, statSync(join(folder, name)).mode & 0o777])
      expect(Object.fromEntries(modes)).toEqual({
        'test.sqlite': 0o600,
        'test.sqlite-shm': 0o600,
        'test.sqlite-wal': 0o600,
      })
    } finally {
      process.umask(umask)
    }
  })

  test('a file that is no database is refused and left as it is', () => {
    writeFileSync(file, 'these are my shopping notes, long enough to look like a header of something'.repeat(20))
    expect(() => open({ '0001_note.sql': first })).toThrow(/is not a SQLite database/)
  })

  test('a folder that does not exist is told in words', () => {
    file = join(folder, 'nowhere', 'test.sqlite')
    expect(() => open({})).toThrow(DatabaseRefused)
    expect(() => open({})).toThrow(/cannot be opened; see that its folder exists/)
  })

  test('a path that is a folder is told in words', () => {
    mkdirSync(file)
    expect(() => open({})).toThrow(DatabaseRefused)
  })
})

describe('migrations', () => {
  test('old rows survive an upgrade, and a second start changes nothing', () => {
    const before = open({ '0001_note.sql': first })
    before.exec("INSERT INTO note VALUES (1, 'from the old version')")
    before.close()
    for (const _start of [1, 2]) {
      using database = disposable(open({ '0001_note.sql': first, '0002_colour.sql': second }))
      expect(database.prepare('SELECT * FROM note').all()).toEqual([
        { id: 1, body: 'from the old version', colour: 'white' },
      ])
      expect(database.prepare('SELECT version, name FROM schema_migration').all()).toEqual([
        { version: 1, name: '0001_note.sql' },
        { version: 2, name: '0002_colour.sql' },
      ])
    }
  })

  test('a migration that fails leaves the database as the one before left it', () => {
    const broken = `${second} INSERT INTO note (id, body) VALUES (9, NULL);`
    expect(() => open({ '0001_note.sql': first, '0002_colour.sql': broken })).toThrow(/NOT NULL/)
    using database = disposable(new Sqlite(file))
    expect(database.prepare("SELECT name FROM pragma_table_info('note')").pluck().all()).toEqual(['id', 'body'])
    expect(database.prepare('SELECT count(*) FROM schema_migration').pluck().get()).toBe(1)
  })

  test('an edited migration is refused before anything runs', () => {
    open({ '0001_note.sql': first }).close()
    const edited = { '0001_note.sql': `${first} -- now better`, '0002_colour.sql': second }
    expect(() => open(edited)).toThrow(/another text of migration 0001_note.sql/)
    using database = disposable(new Sqlite(file))
    expect(database.prepare("SELECT count(*) FROM pragma_table_info('note')").pluck().get()).toBe(2)
  })

  test('line endings are not an edit', () => {
    open({ '0001_note.sql': `${first}\n` }).close()
    expect(() => open({ '0001_note.sql': `${first}\r\n` }).close()).not.toThrow()
  })

  test('a database of a newer version is refused', () => {
    open({ '0001_note.sql': first, '0002_colour.sql': second }).close()
    expect(() => open({ '0001_note.sql': first })).toThrow(/written by a newer version \(it has 0002_colour.sql/)
  })

  test.each([
    ['a gap', { '0001_note.sql': first, '0003_colour.sql': second }],
    ['a number twice', { '0001_note.sql': first, '0001_other.sql': second }],
    ['a name without a number', { 'note.sql': first }],
  ])('a folder with %s is a defect of the program', (_name, steps) => {
    expect(() => open(steps)).toThrow(/^migration .*: expected 000/)
  })

  test('a table that others refer to can be rebuilt, and a row that then refers to nothing stops the migration', () => {
    const family = 'CREATE TABLE tag (note INTEGER NOT NULL REFERENCES note(id)) STRICT;'
    const before = open({ '0001_note.sql': first, '0002_tag.sql': family })
    before.exec("INSERT INTO note VALUES (1, 'x'); INSERT INTO tag VALUES (1)")
    before.close()
    const rebuild = (where: string) => `CREATE TABLE note2 (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
      INSERT INTO note2 SELECT * FROM note ${where}; DROP TABLE note; ALTER TABLE note2 RENAME TO note;`
    const steps = { '0001_note.sql': first, '0002_tag.sql': family }
    expect(() => open({ ...steps, '0003_rebuild.sql': rebuild('WHERE id = 2') })).toThrow(/leaves rows in tag/)
    using database = disposable(open({ ...steps, '0003_rebuild.sql': rebuild('') }))
    expect(database.prepare('SELECT count(*) FROM tag').pluck().get()).toBe(1)
    expect(() => database.exec('INSERT INTO tag VALUES (2)')).toThrow(/FOREIGN KEY/)
  })

  test('processes that start at the same moment apply each migration once', async () => {
    const url = migrations({ '0001_note.sql': first, '0002_colour.sql': second })
    const module = new URL('./open-database.ts', import.meta.url).href
    const program = `import { openDatabase } from '${module}'
      openDatabase({ file: ${JSON.stringify(file)}, migrations: new URL('${url.href}'), durability: 'normal' }).close()`
    const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', program])
    await Promise.all([run(), run(), run()])
    using database = disposable(new Sqlite(file))
    expect(database.prepare('SELECT count(*) FROM schema_migration').pluck().get()).toBe(2)
  })
})

function disposable(database: Sqlite.Database): Sqlite.Database & Disposable {
  return Object.assign(database, { [Symbol.dispose]: () => database.close() })
}
