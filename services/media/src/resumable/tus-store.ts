import type { Readable } from 'node:stream'
import { Problem } from '@bartab/sdk/problems'
import { DataStore, Metadata, Upload } from '@tus/utils'
import type { ResumableStore, ResumableUpload } from '../store/resumable-store.ts'
import type { PartialFiles } from './partial-files.ts'

export interface TusStoreDeps {
  uploads: ResumableStore
  files: PartialFiles
  /** How long an upload may be resumed, in milliseconds. */
  lifetimeMs: number
  clock(): number
}

/** What the protocol's server asks of a store: rows in the database, bytes in the folder of unfinished files. */
export class TusStore extends DataStore {
  override extensions = ['creation', 'creation-with-upload', 'termination', 'expiration']
  readonly #deps: TusStoreDeps

  constructor(deps: TusStoreDeps) {
    super()
    this.#deps = deps
  }

  override async create(upload: Upload): Promise<Upload> {
    const { files } = this.#deps
    await files.create(upload.id)
    return upload
  }

  /** Of an upload that has become a file, the offset is its length. */
  override async getUpload(id: string): Promise<Upload> {
    const row = this.require(id)
    const offset = row.mediaId === null ? await this.#deps.files.size(id) : row.size
    if (offset === undefined) throw new Problem('UPLOAD_NOT_FOUND')
    const metadata = row.metadata === '' ? {} : { metadata: Metadata.parse(row.metadata) }
    return new Upload({ id, size: row.size, offset, creation_date: new Date(row.createdTs).toISOString(), ...metadata })
  }

  override write(body: Readable, id: string, offset: number): Promise<number> {
    return this.#deps.files.append(id, offset, body)
  }

  override async remove(id: string): Promise<void> {
    // the file first: on a full disk the row cannot go before there is room again
    await this.#deps.files.remove(id)
    this.#deps.uploads.remove(id)
  }

  override async deleteExpired(): Promise<number> {
    const expired = this.#deps.uploads.expiredAt(this.#deps.clock())
    for (const id of expired) await this.remove(id)
    return expired.length
  }

  override getExpiration(): number {
    return this.#deps.lifetimeMs
  }

  /** @throws {Problem} UPLOAD_NOT_FOUND for one that is unknown or has expired. */
  require(id: string): ResumableUpload {
    const row = this.#deps.uploads.find(id)
    if (row === undefined || row.expiresTs <= this.#deps.clock()) throw new Problem('UPLOAD_NOT_FOUND')
    return row
  }
}
