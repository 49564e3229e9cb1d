import { openDatabase } from '@bartab/kit/sqlite'
import { expect, test } from 'vitest'
import { mediaReferences } from './media-references.ts'

const [one, two, three] = ['A', 'B', 'C'].map((end) => `01J0000000000000000000000${end}`)
const room = '01J00000000000000000000BAR'

test('files are found in messages, edits and avatars; encrypted rooms are named', () => {
  const database = openDatabase({
    file: ':memory:',
    migrations: new URL('./migrations/', import.meta.url),
    durability: 'normal',
  })
  database.pragma('foreign_keys = OFF')
  database.prepare('INSERT INTO room_name (room_no, room_id) VALUES (1, ?)').run(room)
  const insert = database.prepare(`INSERT INTO event (seq, event_id, room_no, sender_no, type_no, ts, content, ordinal)
    VALUES (?, randomblob(16), 1, 1, 1, 0, ?, 0)`)
  const contents = [
    { msgtype: 'm.image', media_id: one, url: `/media/v1/media/${one}` },
    { 'm.new_content': { body: 'x', url: `https://chat.example.org/media/v1/media/${two}/thumb?size=96` } },
    { url: `/media/v1/media/${three}` },
    { body: 'media of which nothing is said: 01J0000000000000000000000D' },
    {},
  ]
  for (const [at, content] of contents.entries()) insert.run(at + 1, JSON.stringify(content))
  expect(mediaReferences(database)).toEqual({ media_ids: [one, two, three], encrypted_room_ids: [] })
  database.close()
})
