import type { Database } from '@bartab/kit/sqlite'

/** An upload that may be resumed, or what is remembered of it. */
export interface ResumableUpload {
  uploadId: string
  uploaderId: string
  /** Bytes announced. */
  size: number
  /** The client's words, in the protocol's own form. */
  metadata: string
  createdTs: number
  expiresTs: number
  /** Set when it has become a file. */
  mediaId: string | null
}

const columns = `upload_id AS uploadId, uploader_id AS uploaderId, size, metadata, created_ts AS createdTs,
  expires_ts AS expiresTs, media_id AS mediaId`

/** The table of uploads that may be resumed. */
export class ResumableStore {
  readonly #insert
  readonly #find
  readonly #finish
  readonly #remove
  readonly #expired
  readonly #open

  constructor(database: Database) {
    this.#insert = database.prepare(`
      INSERT INTO resumable_upload (upload_id, uploader_id, size, metadata, created_ts, expires_ts)
      VALUES (:uploadId, :uploaderId, :size, :metadata, :createdTs, :expiresTs)`)
    this.#find = database.prepare<[string], ResumableUpload>(
      `SELECT ${columns} FROM resumable_upload WHERE upload_id = ?`,
    )
    this.#finish = database.prepare('UPDATE resumable_upload SET media_id = ? WHERE upload_id = ?')
    this.#remove = database.prepare('DELETE FROM resumable_upload WHERE upload_id = ?')
    this.#expired = database
      .prepare<[number], string>('SELECT upload_id FROM resumable_upload WHERE expires_ts <= ?')
      .pluck()
    this.#open = database.prepare<[], string>('SELECT upload_id FROM resumable_upload WHERE media_id IS NULL').pluck()
  }

  insert(upload: Omit<ResumableUpload, 'mediaId'>): void {
    this.#insert.run(upload)
  }

  find(uploadId: string): ResumableUpload | undefined {
    return this.#find.get(uploadId)
  }

  finish(uploadId: string, mediaId: string): void {
    this.#finish.run(mediaId, uploadId)
  }

  remove(uploadId: string): void {
    this.#remove.run(uploadId)
  }

  expiredAt(ts: number): string[] {
    return this.#expired.all(ts)
  }

  /** Those still under way. */
  open(): string[] {
    return this.#open.all()
  }
}
