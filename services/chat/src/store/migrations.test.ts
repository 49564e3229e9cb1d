import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Database, openDatabase } from '@bartab/kit/sqlite'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Lab, texts } from '../testing/lab.ts'
import { toUlid } from './event-id.ts'

const migrations = fileURLToPath(new URL('./migrations/', import.meta.url))
const numbered = readdirSync(migrations).toSorted()
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bartab-migrations-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A database as it was when the first `count` migrations were all there were, with a room, a message and its edit in it. */
function oldDatabase(count: number): { file: string; ids: Record<'ann' | 'room', string> } {
  const old = join(folder, 'migrations')
  mkdirSync(old)
  for (const name of numbered.slice(0, count)) cpSync(join(migrations, name), join(old, name))
  const file = join(folder, 'chat.sqlite')
  const db = openDatabase({ file, migrations: pathToFileURL(`${old}/`), durability: 'full' })
  const ids = { ann: '01ARZ3NDEKTSV4RRFFQ69G5FA0', room: '01ARZ3NDEKTSV4RRFFQ69G5FA1' }
  write(db, ids)
  db.close()
  return { file, ids }
}

const id = (seq: number) => Buffer.from(`0190a5cf73e8${seq.toString(16).padStart(4, '0')}fedcba9876543210`, 'hex')

function write(db: Database, { ann, room }: Record<'ann' | 'room', string>): void {
  const types = ['m.room.create', 'm.room.member', 'm.room.message']
  db.prepare('INSERT INTO user_name VALUES (1, ?)').run(ann)
  db.prepare('INSERT INTO room_name VALUES (1, ?)').run(room)
  for (const [at, type] of types.entries()) db.prepare('INSERT INTO type_name VALUES (?, ?)').run(at + 1, type)
  const event =
    db.prepare(`INSERT INTO event (seq, event_id, room_no, sender_no, type_no, ts, content, state_key, rel, target_seq, ordinal)
    VALUES (?, ?, 1, 1, ?, 1790000000000, ?, ?, ?, ?, ?)`)
  const edit = { msgtype: 'm.text', body: '* newer words', 'm.new_content': { msgtype: 'm.text', body: 'newer words' } }
  event.run(1, id(1), 1, JSON.stringify({ kind: 'private', creator: ann }), '', 0, null, 0)
  event.run(2, id(2), 2, JSON.stringify({ membership: 'join', role: 'owner' }), ann, 0, null, 0)
  event.run(3, id(3), 3, JSON.stringify({ msgtype: 'm.text', body: 'older words' }), null, 0, null, 1)
  event.run(4, id(4), 3, JSON.stringify(edit), null, 2, 3, 1)
  db.exec(`INSERT INTO room (room_no, kind, created_ts, last_seq, last_ts, ordinal, member_count)
      VALUES (1, 'private', 1790000000000, 4, 1790000000000, 1, 1);
    INSERT INTO member (room_no, user_no, membership, role, changed_seq, joined_seq) VALUES (1, 1, 'join', 'owner', 2, 2);`)
}

/** Pins as they were kept while what was removed stayed among them: of the removed edit and of the message. */
function pinBoth(file: string): void {
  const db = new Sqlite(file)
  db.exec(`UPDATE event SET content = '{}', redacted_by = 5 WHERE seq = 4`)
  db.prepare('UPDATE room SET pinned = ?').run(JSON.stringify([4, 3].map((seq) => toUlid(id(seq)))))
  db.close()
}

test.each([4, 5, 6, 7])(
  'a database of the first %i migrations keeps the pins of messages that stand',
  async (count) => {
    const { file, ids } = oldDatabase(count)
    pinBoth(file)
    await using lab = new Lab({ file })
    const headers = { authorization: `Bearer ${ids.ann}` }
    const room = (await lab.app.inject({ url: `/chat/v1/rooms/${ids.room}`, headers })).json()
    expect(room.pinned).toEqual([toUlid(id(3))])
  },
)

const before = numbered.map((_, at) => at + 1).filter((count) => count >= 2)

test.each(before)(
  'a database of the first %i migrations opens, and its rows survive and can be searched',
  async (count) => {
    const { file, ids } = oldDatabase(count)
    await using lab = new Lab({ file })
    const read = async (path: string) => {
      const headers = { authorization: `Bearer ${ids.ann}` }
      return (await lab.app.inject({ url: `/chat/v1${path}`, headers })).json()
    }
    expect(texts((await read(`/rooms/${ids.room}/messages`)).chunk)).toEqual(['newer words'])
    expect(await read(`/rooms/${ids.room}`)).toMatchObject({ kind: 'private', role: 'owner', member_count: 1 })
    if (count < 5) expect((await read('/search?q=newer')).results).toHaveLength(1)
    if (count < 5) expect((await read('/search?q=older')).results).toHaveLength(0)
  },
)
