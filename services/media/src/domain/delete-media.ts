import type { BlobKey, BlobStore } from '../blobs/blob-store.ts'
import { accessClass } from './access-class.ts'
import type { KeyedLock } from './keyed-lock.ts'
import type { MediaRecord } from './media-record.ts'

export interface DeleteDeps {
  blobs: Pick<BlobStore, 'remove'>
  removeRow(mediaId: string, ts: number): void
  removeThumbnailRows(source: BlobKey): void
  thumbnailsOf(source: BlobKey): string[]
  /** Whether an upload or a thumbnail holds this content. */
  isUpload(key: BlobKey): boolean
  isThumbnail(key: BlobKey): boolean
  locks: KeyedLock
  clock(): number
}

/** Deletes an upload, and its content where no other upload of the same class holds it. */
export async function deleteMedia(deps: DeleteDeps, media: MediaRecord): Promise<void> {
  const source = { accessClass: accessClass(media.access), sha256: media.sha256 }
  await deps.locks.hold(source.accessClass, async () => {
    deps.removeRow(media.mediaId, deps.clock())
    if (deps.isUpload(source)) return
    const thumbnails = deps.thumbnailsOf(source)
    deps.removeThumbnailRows(source)
    for (const sha256 of new Set([source.sha256, ...thumbnails])) await removeUnheld(deps, { ...source, sha256 })
  })
}

async function removeUnheld({ blobs, isUpload, isThumbnail }: DeleteDeps, key: BlobKey): Promise<void> {
  if (!isUpload(key) && !isThumbnail(key)) await blobs.remove(key)
}
