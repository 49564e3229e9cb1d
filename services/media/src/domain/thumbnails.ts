import { Problem } from '@bartab/sdk/problems'
import { type ThumbnailSize, thumbnailSizes } from '@bartab/sdk/schemas'
import type { BlobKey, BlobStore } from '../blobs/blob-store.ts'
import type { IncomingFile, Measured } from '../blobs/incoming.ts'
import type { ImageLimits, ThumbnailJob, ThumbnailResult, ThumbnailType } from '../images/image-job.ts'
import type { ThumbnailKey, ThumbnailRecord } from '../store/thumbnail-store.ts'
import { accessClass } from './access-class.ts'
import type { KeyedLock } from './keyed-lock.ts'
import type { MediaRecord } from './media-record.ts'
import { SingleFlight } from './single-flight.ts'

export interface ThumbnailDeps {
  newFile(): IncomingFile
  measure(path: string): Promise<Measured>
  makeThumbnail(job: ThumbnailJob): Promise<ThumbnailResult>
  blobs: Pick<BlobStore, 'adopt' | 'localFile'>
  find(key: ThumbnailKey): ThumbnailRecord | undefined
  insert(key: ThumbnailKey, made: ThumbnailRecord, createdTs: number): void
  /** Whether an upload still holds this content: it may have been deleted meanwhile. */
  isHeld(source: BlobKey): boolean
  locks: KeyedLock
  imageLimits: ImageLimits
  clock(): number
}

export interface Thumbnail {
  blob: BlobKey
  mimetype: ThumbnailType
}

const defaultSize: ThumbnailSize = 320

/** @throws {Problem} THUMBNAIL_SIZE_UNKNOWN for a size that thumbnails are not made in. */
export function readThumbnailSize(asked: string | undefined): ThumbnailSize {
  const size = asked === undefined ? defaultSize : thumbnailSizes.find((known) => known === Number(asked))
  if (size !== undefined) return size
  throw new Problem('THUMBNAIL_SIZE_UNKNOWN', { detail: `There are ${thumbnailSizes.join(', ')}.` })
}

/** Thumbnails, each made when it is first asked for, once however many ask, and kept. */
export class Thumbnails {
  readonly #deps: ThumbnailDeps
  readonly #flights = new SingleFlight<ThumbnailRecord>()

  constructor(deps: ThumbnailDeps) {
    this.#deps = deps
  }

  /** @throws {Problem} THUMBNAIL_UNAVAILABLE for what is no image; MEDIA_BLOB_LOST, IMAGE_*, STORAGE_FULL. */
  async get(media: MediaRecord, side: ThumbnailSize, mimetype: ThumbnailType): Promise<Thumbnail> {
    if (media.image === undefined) throw new Problem('THUMBNAIL_UNAVAILABLE')
    const key = { source: { accessClass: accessClass(media.access), sha256: media.sha256 }, side, mimetype } as const
    const { sha256 } = this.#deps.find(key) ?? (await this.#made(key))
    return { blob: { accessClass: key.source.accessClass, sha256 }, mimetype }
  }

  #made(key: ThumbnailKey & { mimetype: ThumbnailType }): Promise<ThumbnailRecord> {
    const { source, side, mimetype } = key
    return this.#flights.run(`${source.accessClass} ${source.sha256} ${side} ${mimetype}`, async () => {
      await using output = this.#deps.newFile()
      await this.#draw(key, output)
      const made = await this.#deps.measure(output.path)
      await this.#keep(key, made, output)
      return made
    })
  }

  async #draw(
    { source, side, mimetype }: ThumbnailKey & { mimetype: ThumbnailType },
    output: IncomingFile,
  ): Promise<void> {
    const { blobs, makeThumbnail, imageLimits: limits } = this.#deps
    await using input = await blobs.localFile(source)
    if (input === undefined) throw new Problem('MEDIA_BLOB_LOST')
    await makeThumbnail({ kind: 'thumbnail', input: input.path, output: output.path, side, mimetype, limits })
  }

  async #keep(key: ThumbnailKey, made: Measured, output: IncomingFile): Promise<void> {
    const { locks, blobs, insert, isHeld, clock } = this.#deps
    const { accessClass: blobClass } = key.source
    await locks.hold(blobClass, async () => {
      if (!isHeld(key.source)) throw new Problem('MEDIA_NOT_FOUND')
      await blobs.adopt({ accessClass: blobClass, sha256: made.sha256 }, output.path)
      insert(key, made, clock())
    })
  }
}
