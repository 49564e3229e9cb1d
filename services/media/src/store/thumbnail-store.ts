import type { Database } from '@bartab/kit/sqlite'
import type { BlobKey } from '../blobs/blob-store.ts'

/** Which picture of a blob: the longest side in pixels, and the type. */
export interface ThumbnailKey {
  source: BlobKey
  side: number
  mimetype: string
}

export interface ThumbnailRecord {
  sha256: string
  /** Bytes. */
  size: number
}

/** The table of thumbnails that were made. */
export class ThumbnailStore {
  readonly #insert
  readonly #find
  readonly #of
  readonly #removeOf
  readonly #shared

  constructor(database: Database) {
    this.#insert = database.prepare(`
      INSERT INTO thumbnail (blob_class, source_sha256, side, mimetype, sha256, size, created_ts)
      VALUES (:blob_class, :source_sha256, :side, :mimetype, :sha256, :size, :created_ts)
      ON CONFLICT DO NOTHING`)
    this.#find = database.prepare<[string, string, number, string], ThumbnailRecord>(
      'SELECT sha256, size FROM thumbnail WHERE blob_class = ? AND source_sha256 = ? AND side = ? AND mimetype = ?',
    )
    this.#of = database
      .prepare<[string, string], string>(
        'SELECT DISTINCT sha256 FROM thumbnail WHERE blob_class = ? AND source_sha256 = ?',
      )
      .pluck()
    this.#removeOf = database.prepare('DELETE FROM thumbnail WHERE blob_class = ? AND source_sha256 = ?')
    this.#shared = database
      .prepare<[string, string], number>('SELECT EXISTS (SELECT 1 FROM thumbnail WHERE blob_class = ? AND sha256 = ?)')
      .pluck()
  }

  insert({ source, side, mimetype }: ThumbnailKey, made: ThumbnailRecord, createdTs: number): void {
    this.#insert.run({
      blob_class: source.accessClass,
      source_sha256: source.sha256,
      side,
      mimetype,
      sha256: made.sha256,
      size: made.size,
      created_ts: createdTs,
    })
  }

  find({ source, side, mimetype }: ThumbnailKey): ThumbnailRecord | undefined {
    return this.#find.get(source.accessClass, source.sha256, side, mimetype)
  }

  /** The hashes of every thumbnail of a blob. */
  madeOf(source: BlobKey): string[] {
    return this.#of.all(source.accessClass, source.sha256)
  }

  removeOf(source: BlobKey): void {
    this.#removeOf.run(source.accessClass, source.sha256)
  }

  /** Whether a thumbnail holds this content. */
  holds(blobClass: string, sha256: string): boolean {
    return this.#shared.get(blobClass, sha256) === 1
  }
}
