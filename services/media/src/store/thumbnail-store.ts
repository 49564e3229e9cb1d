import type { Database } from '@bartab/kit/sqlite'

/** Which picture of an upload: the longest side in pixels, and the type. */
export interface ThumbnailKey {
  mediaId: string
  side: number
  mimetype: string
}

export interface ThumbnailRecord {
  sha256: string
  /** Bytes. */
  size: number
}

/** The table of thumbnails that were made. Those of an upload go with it. */
export class ThumbnailStore {
  readonly #insert
  readonly #find

  constructor(database: Database) {
    this.#insert = database.prepare(`
      INSERT INTO thumbnail (media_id, side, mimetype, blob_class, sha256, size, created_ts)
      VALUES (:mediaId, :side, :mimetype, :blobClass, :sha256, :size, :createdTs)
      ON CONFLICT DO NOTHING`)
    this.#find = database.prepare<[string, number, string], ThumbnailRecord>(
      'SELECT sha256, size FROM thumbnail WHERE media_id = ? AND side = ? AND mimetype = ?',
    )
  }

  insert(key: ThumbnailKey, blobClass: string, { sha256, size }: ThumbnailRecord, createdTs: number): void {
    this.#insert.run({ ...key, blobClass, sha256, size, createdTs })
  }

  find({ mediaId, side, mimetype }: ThumbnailKey): ThumbnailRecord | undefined {
    return this.#find.get(mediaId, side, mimetype)
  }
}
