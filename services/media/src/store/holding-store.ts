import type { Database } from '@bartab/kit/sqlite'

/** How much everybody holds, unfinished uploads included. */
export class HoldingStore {
  readonly #ofPerson
  readonly #ofAll
  readonly #blobs

  constructor(database: Database) {
    this.#ofPerson = database
      .prepare<[{ id: string }], number>(`
        SELECT coalesce((SELECT bytes FROM holding WHERE uploader_id = :id), 0)
             + coalesce((SELECT sum(size) FROM resumable_upload WHERE uploader_id = :id AND media_id IS NULL), 0)`)
      .pluck()
    this.#ofAll = database
      .prepare<[], number>(`
        SELECT coalesce((SELECT sum(bytes) FROM holding), 0)
             + coalesce((SELECT sum(size) FROM resumable_upload WHERE media_id IS NULL), 0)`)
      .pluck()
    this.#blobs = database.prepare<[], { files: number; bytes: number }>(
      'SELECT coalesce(sum(files), 0) AS files, coalesce(sum(bytes), 0) AS bytes FROM holding',
    )
  }

  /** Bytes. */
  ofPerson(id: string): number {
    return this.#ofPerson.get({ id }) ?? 0
  }

  /** Bytes. */
  ofAll(): number {
    return this.#ofAll.get() ?? 0
  }

  total(): { files: number; bytes: number } {
    return this.#blobs.get() ?? { files: 0, bytes: 0 }
  }
}
