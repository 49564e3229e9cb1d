import { join } from 'node:path'
import { type App, type Caller, createServer, type ServerOptions, type TurningSecret } from '@bartab/kit'
import type { Database } from '@bartab/kit/sqlite'
import type { BlobStore } from './blobs/blob-store.ts'
import { type Incoming, measure } from './blobs/incoming.ts'
import type { MediaConfig } from './config.ts'
import { DiskReserve } from './disk-reserve.ts'
import { Allowance } from './domain/allowance.ts'
import { BlobKeeper } from './domain/blob-keeper.ts'
import { KeyedLock } from './domain/keyed-lock.ts'
import { Links } from './domain/links.ts'
import type { MediaRecord } from './domain/media-record.ts'
import { sniffType } from './domain/media-type.ts'
import type { RoomDirectory } from './domain/room-directory.ts'
import { Thumbnails } from './domain/thumbnails.ts'
import { readTypeLimit } from './domain/type-limits.ts'
import { type Received, uploadMedia } from './domain/upload-media.ts'
import type { ImageWorker } from './images/image-worker.ts'
import type { PartialFiles } from './resumable/partial-files.ts'
import { ResumableUploads } from './resumable/resumable-uploads.ts'
import { TusServer } from './resumable/tus-server.ts'
import { TusStore } from './resumable/tus-store.ts'
import { careRoutes } from './routes/care.ts'
import { fileRoutes } from './routes/files.ts'
import { linkRoutes } from './routes/links.ts'
import { moderationRoutes } from './routes/moderation.ts'
import { resumableRoutes } from './routes/resumable.ts'
import { secretRoutes } from './routes/secrets.ts'
import { BufferPool } from './routes/transfer.ts'
import { uploadRoutes } from './routes/uploads.ts'
import { BlobHolders } from './store/blob-holders.ts'
import { DiskSamples } from './store/disk-samples.ts'
import { HoldingStore } from './store/holding-store.ts'
import { MediaStore } from './store/media-store.ts'
import { ReferenceStore } from './store/reference-store.ts'
import { ResumableStore } from './store/resumable-store.ts'
import { ThumbnailStore } from './store/thumbnail-store.ts'
import { Upkeep } from './upkeep.ts'

export interface MediaDeps extends Omit<ServerOptions, 'name'> {
  config: MediaConfig
  database: Database
  blobs: BlobStore
  incoming: Incoming
  partial: PartialFiles
  images: Pick<ImageWorker, 'run'>
  rooms: RoomDirectory
  ulid(): string
  /** What links are signed with, and whether a signing key is still believed. */
  linkSecret: TurningSecret
  holdsKey(keyId: string): boolean
  isRevoked(caller: Caller): boolean
}

/** Twice what SQLite's log grows to before it is written back. */
const reserveBytes = 8 << 20

/** The service, and what has to be done for it now and then. */
export interface Media {
  app: App
  upkeep: Upkeep
}

/** The media service, wired; it listens nowhere yet. */
export async function buildMedia(deps: MediaDeps): Promise<Media> {
  const { blobs, clock, config, database, images, incoming, metrics, partial, rooms, ulid } = deps
  const app = createServer({ ...deps, name: 'media' })
  const media = new MediaStore(database)
  const made = new ThumbnailStore(database)
  const find = (mediaId: string) => media.find(mediaId)
  const uploaded = metrics.counter('media_uploaded_bytes_total', 'Bytes kept from uploads')
  const sent = metrics.counter('media_sent_bytes_total', 'Bytes of files and thumbnails sent')
  const drawn = metrics.counter('media_thumbnails_made_total', 'Thumbnails made')
  const reserve = new DiskReserve(join(config.dataDir, 'reserve'), reserveBytes)
  const holders = new BlobHolders(database)
  const keeper = new BlobKeeper(
    {
      blobs,
      isHeld: (key) => holders.isHeld(key),
      letGo: () => holders.letGo(),
      settle: (key) => reserve.spend(() => holders.settle(key)),
      onFailure: (error) => app.log.warn({ err: error }, 'deleted files are still on the disk'),
    },
    new KeyedLock(),
  )
  const shared = {
    blobs,
    clock,
    ulid,
    measure,
    sniffType,
    keeper,
    newFile: () => incoming.file(),
    imageLimits: { maxPixels: config.maxImagePixels, maxSide: 30_000, maxFrames: 1_000 },
  }
  const thumbnails = new Thumbnails({
    ...shared,
    makeThumbnail: (job) => images.run(job),
    findMade: (key) => made.find(key),
    insert: (...thumbnail) => {
      made.insert(...thumbnail)
      drawn.inc()
    },
    exists: (mediaId) => find(mediaId) !== undefined,
  })

  const holdings = new HoldingStore(database)
  const resumable = new ResumableStore(database)
  const allowance = new Allowance({
    perPerson: config.quotaPersonBytes,
    together: config.quotaTotalBytes,
    heldBy: (person) => holdings.ofPerson(person),
    heldByAll: () => holdings.ofAll(),
  })
  const upload = (received: Received, resumedId?: string) =>
    uploadMedia(
      {
        ...shared,
        typeLimits: config.typeLimits.map(readTypeLimit),
        cleanImage: (job) => images.run(job),
        insert: database.transaction((record) => {
          media.insert(record)
          if (resumedId !== undefined) resumable.finish(resumedId, record.mediaId)
          uploaded.inc(record.size)
        }),
      },
      received,
    )
  await uploadRoutes(app, { ...shared, rooms, allowance, maxUploadBytes: config.maxUploadBytes, upload })
  const resumed = { uploads: resumable, files: partial, lifetimeMs: config.resumeMs, clock }
  const { maxUploadBytes } = config
  const uploads = new ResumableUploads({ ...resumed, allowance, maxUploadBytes, measure, find, upload })
  const store = new TusStore(resumed)
  const tus = new TusServer({ store, uploads, maxUploadBytes, ulid })
  await resumableRoutes(app, { tus, uploads, files: partial, rooms })
  const links = new Links({ secret: deps.linkSecret, holdsKey: deps.holdsKey, isRevoked: deps.isRevoked, clock })
  linkRoutes(app, { find, rooms, links })
  secretRoutes(app, { links, linkSecret: deps.linkSecret, clock })
  const remove = ({ mediaId }: MediaRecord) => reserve.spend(() => media.remove(mediaId, clock()))
  fileRoutes(app, {
    links,
    blobs,
    find,
    rooms,
    thumbnails,
    buffers: new BufferPool(64),
    onSent: (bytes) => sent.inc(bytes),
    delete: (record) => {
      remove(record)
      keeper.sweepSoon()
    },
  })
  moderationRoutes(app, {
    find,
    clock,
    quarantine: (mediaId, quarantine) => reserve.spend(() => media.quarantine(mediaId, quarantine)),
    restore: (mediaId) => reserve.spend(() => media.restore(mediaId)),
  })
  const references = new ReferenceStore(database)
  careRoutes(app, {
    clock,
    markReferenced: (ids, ts) => reserve.spend(() => references.mark(ids, ts)),
    collect: {
      find,
      clock,
      unreferenced: (before, since) => references.unreferenced(before, since),
      delete: remove,
      sweep: async () => {
        await keeper.sweep()
        await keeper.removeSpare()
      },
    },
  })
  const samples = new DiskSamples(database)
  const tidyUp = async () => {
    await keeper.sweep()
    await store.deleteExpired()
    await reserve.hold()
  }
  const upkeep = new Upkeep({ folder: config.dataDir, samples, holdings, tidyUp, clock })
  upkeep.watch(metrics, deps.readiness)
  return { app, upkeep }
}
