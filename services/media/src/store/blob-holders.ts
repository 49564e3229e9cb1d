import type { Database } from '@bartab/kit/sqlite'
import type { BlobKey } from '../blobs/blob-store.ts'

/** Who holds which blob: uploads and their thumbnails. A blob without a holder may go. */
export class BlobHolders {
  readonly #isHeld
  readonly #letGo
  readonly #settle

  constructor(database: Database) {
    this.#isHeld = database
      .prepare<BlobKey, number>(`
        SELECT EXISTS (SELECT 1 FROM media WHERE blob_class = :accessClass AND sha256 = :sha256 AND deleted_ts IS NULL)
            OR EXISTS (SELECT 1 FROM thumbnail WHERE blob_class = :accessClass AND sha256 = :sha256)`)
      .pluck()
    this.#letGo = database.prepare<[], BlobKey>('SELECT blob_class AS accessClass, sha256 FROM let_go')
    this.#settle = database.prepare<BlobKey>('DELETE FROM let_go WHERE blob_class = :accessClass AND sha256 = :sha256')
  }

  isHeld(key: BlobKey): boolean {
    return this.#isHeld.get(key) === 1
  }

  /** Blobs that lost a holder and were not looked at since. */
  letGo(): BlobKey[] {
    return this.#letGo.all()
  }

  /** Notes that a blob was looked at, and removed where nothing else held it. */
  settle(key: BlobKey): void {
    this.#settle.run(key)
  }
}
