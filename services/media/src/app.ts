import { type App, createServer, type ServerOptions } from '@bartab/kit'
import type { Database } from '@bartab/kit/sqlite'
import type { BlobStore } from './blobs/blob-store.ts'
import { type Incoming, measure } from './blobs/incoming.ts'
import type { MediaConfig } from './config.ts'
import { KeyedLock } from './domain/keyed-lock.ts'
import { sniffType } from './domain/media-type.ts'
import type { RoomDirectory } from './domain/room-directory.ts'
import { Thumbnails } from './domain/thumbnails.ts'
import { uploadMedia } from './domain/upload-media.ts'
import type { ImageWorker } from './images/image-worker.ts'
import { fileRoutes } from './routes/files.ts'
import { moderationRoutes } from './routes/moderation.ts'
import { BufferPool } from './routes/transfer.ts'
import { uploadRoutes } from './routes/uploads.ts'
import { MediaStore } from './store/media-store.ts'
import { ThumbnailStore } from './store/thumbnail-store.ts'

export interface MediaDeps extends Omit<ServerOptions, 'name'> {
  config: MediaConfig
  database: Database
  blobs: BlobStore
  incoming: Incoming
  images: Pick<ImageWorker, 'run'>
  rooms: RoomDirectory
  ulid(): string
}

/** The media service, wired; it listens nowhere yet. */
export async function buildMedia(deps: MediaDeps): Promise<App> {
  const { blobs, clock, config, database, images, incoming, metrics, rooms, ulid } = deps
  const app = createServer({ ...deps, name: 'media' })
  const media = new MediaStore(database)
  const made = new ThumbnailStore(database)
  const find = (mediaId: string) => media.find(mediaId)
  const uploaded = metrics.counter('media_uploaded_bytes_total', 'Bytes kept from uploads')
  const sent = metrics.counter('media_sent_bytes_total', 'Bytes of files and thumbnails sent')
  const drawn = metrics.counter('media_thumbnails_made_total', 'Thumbnails made')
  const shared = {
    blobs,
    clock,
    ulid,
    measure,
    sniffType,
    locks: new KeyedLock(),
    newFile: () => incoming.file(),
    imageLimits: { maxPixels: config.maxImagePixels, maxSide: 30_000, maxFrames: 1_000 },
  }
  const thumbnails = new Thumbnails({
    ...shared,
    makeThumbnail: (job) => images.run(job),
    find: (key) => made.find(key),
    insert: (key, thumbnail, createdTs) => {
      made.insert(key, thumbnail, createdTs)
      drawn.inc()
    },
    isHeld: ({ accessClass, sha256 }) => media.holds(accessClass, sha256),
  })

  await uploadRoutes(app, {
    ...shared,
    rooms,
    maxUploadBytes: config.maxUploadBytes,
    upload: (received) =>
      uploadMedia(
        {
          ...shared,
          cleanImage: (job) => images.run(job),
          insert: (record) => {
            media.insert(record)
            uploaded.inc(record.size)
          },
        },
        received,
      ),
  })
  fileRoutes(app, {
    blobs,
    find,
    rooms,
    thumbnails,
    buffers: new BufferPool(64),
    onSent: (bytes) => sent.inc(bytes),
    delete: {
      ...shared,
      removeRow: (mediaId, ts) => media.remove(mediaId, ts),
      removeThumbnailRows: (source) => made.removeOf(source),
      thumbnailsOf: (source) => made.madeOf(source),
      isUpload: ({ accessClass, sha256 }) => media.holds(accessClass, sha256),
      isThumbnail: ({ accessClass, sha256 }) => made.holds(accessClass, sha256),
    },
  })
  moderationRoutes(app, {
    find,
    clock,
    quarantine: (mediaId, quarantine) => media.quarantine(mediaId, quarantine),
    restore: (mediaId) => media.restore(mediaId),
  })
  return app
}
