import type { Database } from '@bartab/kit/sqlite'

export interface Unreferenced {
  mediaId: string
  roomId: string | null
  /** Bytes. */
  size: number
  createdTs: number
  referencedTs: number | null
}

/** Which files are spoken of in messages, rooms and profiles. */
export class ReferenceStore {
  readonly #mark
  readonly #unreferenced
  readonly #markAll

  constructor(database: Database) {
    this.#mark = database.prepare('UPDATE media SET referenced_ts = :ts WHERE media_id = :id AND deleted_ts IS NULL')
    this.#markAll = database.transaction((ids: readonly string[], ts: number) =>
      ids.reduce((sum, id) => sum + this.#mark.run({ id, ts }).changes, 0),
    )
    this.#unreferenced = database.prepare<{ before: number; since: number }[], Unreferenced>(`
      SELECT media_id AS mediaId, room_id AS roomId, size, created_ts AS createdTs, referenced_ts AS referencedTs
      FROM media
      WHERE deleted_ts IS NULL AND quarantined_ts IS NULL AND visibility <> 'private'
        AND coalesce(referenced_ts, created_ts) < :before AND coalesce(referenced_ts, 0) < :since
      ORDER BY media_id`)
  }

  /** Notes that these files are spoken of now; answers how many of them there are. */
  mark(ids: readonly string[], ts: number): number {
    return this.#markAll(ids, ts)
  }

  /** Files last spoken of, or uploaded, before `before`, and not since `since`. */
  unreferenced(before: number, since: number): Unreferenced[] {
    return this.#unreferenced.all({ before, since })
  }
}
