import type { Caller } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'
import type { UploadTarget } from '@bartab/sdk/schemas'
import type { IncomingFile, Measured } from '../blobs/incoming.ts'
import type { Allowance } from '../domain/allowance.ts'
import { safeFileName } from '../domain/file-name.ts'
import type { MediaRecord } from '../domain/media-record.ts'
import { SingleFlight } from '../domain/single-flight.ts'
import type { Received } from '../domain/upload-media.ts'
import { accessOf } from '../domain/upload-target.ts'
import type { ResumableStore, ResumableUpload } from '../store/resumable-store.ts'
import type { PartialFiles } from './partial-files.ts'
import { readUploadMetadata } from './upload-metadata.ts'

/** Somebody with an upload, and the headers that tie questions to chat to this request. */
export interface Uploader {
  caller: Caller
  admit(target: UploadTarget): Promise<void>
}

export interface ResumableDeps {
  uploads: ResumableStore
  files: Pick<PartialFiles, 'finished' | 'remove' | 'size'>
  allowance: Allowance
  maxUploadBytes: number
  /** How long an upload may be resumed, in milliseconds. */
  lifetimeMs: number
  measure(path: string): Promise<Measured>
  find(mediaId: string): MediaRecord | undefined
  /** Keeps the file, and notes in the same transaction what the upload has become. */
  upload(received: Received, uploadId: string): Promise<MediaRecord>
  clock(): number
}

/** The life of a resumable upload: begun, whole, and then a file like any other. */
export class ResumableUploads {
  readonly #deps: ResumableDeps
  readonly #flights = new SingleFlight<MediaRecord>()

  constructor(deps: ResumableDeps) {
    this.#deps = deps
  }

  /** @throws {Problem} MEDIA_EMPTY, MEDIA_TOO_LARGE, UPLOAD_METADATA_INVALID, QUOTA_*, ROOM_NOT_FOUND. */
  async begin(uploadId: string, uploader: Uploader, size: number, metadata: string): Promise<void> {
    const { uploads, allowance, maxUploadBytes, lifetimeMs, clock } = this.#deps
    if (size === 0) throw new Problem('MEDIA_EMPTY')
    if (size > maxUploadBytes)
      throw new Problem('MEDIA_TOO_LARGE', { detail: `A file may have ${maxUploadBytes} bytes.` })
    await uploader.admit(readUploadMetadata(metadata))
    const { userId: uploaderId } = uploader.caller
    using _whileWriting = allowance.reserve(uploaderId, size)
    const createdTs = clock()
    uploads.insert({ uploadId, uploaderId, size, metadata, createdTs, expiresTs: createdTs + lifetimeMs })
  }

  /** The upload, for whoever began it. @throws {Problem} UPLOAD_NOT_FOUND for everybody else. */
  require(uploadId: string, { userId }: Caller): ResumableUpload {
    const upload = this.#deps.uploads.find(uploadId)
    if (upload === undefined || upload.uploaderId !== userId || upload.expiresTs <= this.#deps.clock())
      throw new Problem('UPLOAD_NOT_FOUND')
    return upload
  }

  /** What the upload has become; makes it that where all of it is there and the connection was cut before. */
  async outcome(upload: ResumableUpload, uploader: Uploader): Promise<MediaRecord | undefined> {
    if (upload.mediaId !== null) return this.#deps.find(upload.mediaId)
    if ((await this.#deps.files.size(upload.uploadId)) !== upload.size) return undefined
    return await this.finish(upload, uploader)
  }

  /**
   * Turns a whole upload into a file. A refusal of its content ends the upload; after a failure of ours it may be
   * asked for again.
   */
  finish(upload: ResumableUpload, uploader: Uploader): Promise<MediaRecord> {
    return this.#flights.run(upload.uploadId, async () => {
      try {
        return await this.#keep(upload, uploader)
      } catch (error) {
        if (error instanceof Problem && error.status < 500) await this.#forget(upload.uploadId)
        throw error
      }
    })
  }

  async #keep({ uploadId, metadata }: ResumableUpload, uploader: Uploader): Promise<MediaRecord> {
    const { files, measure, upload } = this.#deps
    const target = readUploadMetadata(metadata)
    await uploader.admit(target)
    const file = files.finished(uploadId)
    const received = receivedFrom(uploader.caller, target, file, await measure(file.path))
    const media = await upload(received, uploadId)
    await files.remove(uploadId)
    return media
  }

  async #forget(uploadId: string): Promise<void> {
    this.#deps.uploads.remove(uploadId)
    await this.#deps.files.remove(uploadId)
  }
}

function receivedFrom({ userId }: Caller, target: UploadTarget, file: IncomingFile, measured: Measured): Received {
  return {
    uploaderId: userId,
    access: accessOf(target, userId),
    filename: safeFileName(target.filename),
    declaredSha256: target.sha256,
    file,
    measured,
  }
}
