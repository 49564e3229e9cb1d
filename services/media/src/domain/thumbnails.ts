import { Problem } from '@bartab/sdk/problems'
import { type ThumbnailSize, thumbnailSizes } from '@bartab/sdk/schemas'
import type { BlobKey, BlobStore } from '../blobs/blob-store.ts'
import type { IncomingFile, Measured } from '../blobs/incoming.ts'
import type { ImageLimits, ThumbnailJob, ThumbnailResult, ThumbnailType } from '../images/image-job.ts'
import type { ThumbnailKey, ThumbnailRecord } from '../store/thumbnail-store.ts'
import { accessClass } from './access-class.ts'
import type { BlobKeeper } from './blob-keeper.ts'
import type { MediaRecord } from './media-record.ts'
import { SingleFlight } from './single-flight.ts'

export interface ThumbnailDeps {
  newFile(): IncomingFile
  measure(path: string): Promise<Measured>
  makeThumbnail(job: ThumbnailJob): Promise<ThumbnailResult>
  blobs: Pick<BlobStore, 'localFile'>
  keeper: Pick<BlobKeeper, 'keep'>
  findMade(key: ThumbnailKey): ThumbnailRecord | undefined
  insert(key: ThumbnailKey, blobClass: string, made: ThumbnailRecord, createdTs: number): void
  /** Whether the upload is still there: it may have been deleted meanwhile. */
  exists(mediaId: string): boolean
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

/** One thumbnail to be made. */
interface Order extends ThumbnailKey {
  side: ThumbnailSize
  mimetype: ThumbnailType
  source: BlobKey
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
    const key = { mediaId: media.mediaId, side, mimetype }
    const source = { accessClass: accessClass(media.access), sha256: media.sha256 }
    const { sha256 } = this.#deps.findMade(key) ?? (await this.#made({ ...key, source }))
    return { blob: { ...source, sha256 }, mimetype }
  }

  #made(order: Order): Promise<ThumbnailRecord> {
    const { mediaId, side, mimetype } = order
    return this.#flights.run(`${mediaId} ${side} ${mimetype}`, async () => {
      await using output = this.#deps.newFile()
      await this.#draw(order, output)
      const made = await this.#deps.measure(output.path)
      await this.#keep(order, made, output)
      return made
    })
  }

  async #draw({ source, side, mimetype }: Order, output: IncomingFile): Promise<void> {
    const { blobs, makeThumbnail, imageLimits: limits } = this.#deps
    await using input = await blobs.localFile(source)
    if (input === undefined) throw new Problem('MEDIA_BLOB_LOST')
    await makeThumbnail({ kind: 'thumbnail', input: input.path, output: output.path, side, mimetype, limits })
  }

  async #keep({ source, mediaId, side, mimetype }: Order, made: Measured, output: IncomingFile): Promise<void> {
    const { keeper, insert, exists, clock } = this.#deps
    await keeper.keep({ ...source, sha256: made.sha256 }, output, () => {
      if (!exists(mediaId)) throw new Problem('MEDIA_NOT_FOUND')
      insert({ mediaId, side, mimetype }, source.accessClass, made, clock())
    })
  }
}
