import type { Database } from '@bartab/kit/sqlite'
import type { BlobKey } from '../blobs/blob-store.ts'

/** Every blob that an upload or one of its thumbnails needs. */
export function neededBlobs(database: Database): BlobKey[] {
  return database
    .prepare<[], BlobKey>(`
      SELECT blob_class AS accessClass, sha256 FROM media WHERE deleted_ts IS NULL
      UNION SELECT blob_class, sha256 FROM thumbnail`)
    .all()
}
