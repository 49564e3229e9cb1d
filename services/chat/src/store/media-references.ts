import type { Database } from 'better-sqlite3'

export interface MediaReferences {
  /** Every file that an event speaks of; the content of a redacted event is gone, and with it what it spoke of. */
  media_ids: string[]
  /** Rooms whose messages nobody here can read. */
  encrypted_room_ids: string[]
}

const reference = /(?:\/media\/v1\/media\/|"media_id":")([0-7][0-9A-HJKMNP-TV-Z]{25})/g

/** The files that the log speaks of, as media's collector asks for them. */
export function mediaReferences(database: Database): MediaReferences {
  const found = new Set<string>()
  const contents = database.prepare<[], string>("SELECT content FROM event WHERE content LIKE '%media%'").pluck()
  for (const content of contents.iterate()) for (const [, id] of content.matchAll(reference)) if (id) found.add(id)
  const encrypted = database
    .prepare<[], string>('SELECT room_id FROM room JOIN room_name USING (room_no) WHERE encrypted = 1')
    .pluck()
  return { media_ids: [...found], encrypted_room_ids: encrypted.all() }
}
