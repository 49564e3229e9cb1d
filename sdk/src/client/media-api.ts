import type {
  CollectionAnswer,
  CollectionBody,
  LinksAnswer,
  Media,
  MediaLink,
  ReferencesAnswer,
  ThumbnailSize,
} from '../schemas/index.ts'
import type { Calls } from './http.ts'
import { type OutgoingBody, path } from './request.ts'
import { uploadResumably } from './resumable-upload.ts'

export interface UploadOptions {
  /** Who may read it: the members of this room. */
  roomId?: string
  /** Everyone may read it, logged in or not. With neither this nor `roomId`: the uploader alone. */
  public?: boolean
  /** Default: the Blob's own, else `application/octet-stream`. The server sniffs and has the last word. */
  contentType?: string
  filename?: string
  signal?: AbortSignal
}

export interface ResumableUploadOptions extends Omit<UploadOptions, 'contentType'> {
  /** Told after each piece how many bytes are there, of how many. */
  onProgress?: (sent: number, total: number) => void
  /** Bytes sent in one request. Default 4 MiB. */
  pieceBytes?: number
  /** Failures in a row, with nothing gained between them, before giving up. Default 5. */
  attempts?: number
}

/** Files and pictures. */
export class MediaApi {
  readonly #calls: Calls

  constructor(calls: Calls) {
    this.#calls = calls
  }

  /** Uploads as one body. A stream cannot be sent twice and is therefore never repeated. */
  upload(content: Exclude<OutgoingBody, FormData>, options: UploadOptions = {}): Promise<Media> {
    const ownType = content instanceof Blob ? content.type : ''
    return this.#calls.json({
      method: 'POST',
      path: '/media/v1/media',
      query: { room_id: options.roomId, public: options.public, filename: options.filename },
      headers: { 'content-type': options.contentType ?? (ownType || 'application/octet-stream') },
      body: content,
      ...(options.signal && { signal: options.signal }),
    })
  }

  /**
   * Uploads in pieces, tells how far it is, and goes on where it was after a cut connection (tus 1.0).
   *
   * @throws {Problem} as `upload` does; the last failure when it gives up.
   */
  uploadResumable(content: Blob, options: ResumableUploadOptions = {}): Promise<Media> {
    const { roomId, public: isPublic, filename, onProgress, pieceBytes, attempts, signal } = options
    return uploadResumably(this.#calls, content, {
      fields: { room_id: roomId, public: isPublic === undefined ? undefined : String(isPublic), filename },
      pieceBytes: pieceBytes ?? 4 << 20,
      attempts: attempts ?? 5,
      onProgress: onProgress ?? (() => undefined),
      ...(signal && { signal }),
    })
  }

  /**
   * Addresses for `<img>`, which cannot send a token: each opens one file for as long as the caller's token lives, and
   * only while the caller may see the file. At most 100; files that the caller may not see are left out.
   */
  async links(mediaIds: readonly string[], signal?: AbortSignal): Promise<MediaLink[]> {
    const json = { media_ids: [...mediaIds] }
    const { links } = await this.#calls.json<LinksAnswer>({
      method: 'POST',
      path: '/media/v1/links',
      json,
      repeatable: true,
      ...(signal && { signal }),
    })
    return links
  }

  /** Says that these files are spoken of, in as many calls as it takes; `ts` is the server's time at the first. Administrators. */
  async markReferenced(mediaIds: readonly string[]): Promise<ReferencesAnswer> {
    const sum: ReferencesAnswer = { marked: 0, ts: 0 }
    for (let at = 0; at === 0 || at < mediaIds.length; at += 10_000) {
      const answer = await this.#calls.json<ReferencesAnswer>({
        method: 'POST',
        path: '/media/v1/references',
        json: { media_ids: mediaIds.slice(at, at + 10_000) },
        repeatable: true,
      })
      sum.marked += answer.marked
      sum.ts ||= answer.ts
    }
    return sum
  }

  /** Deletes the files that were not marked, or says which those are. Administrators. */
  collect(order: CollectionBody): Promise<CollectionAnswer> {
    return this.#calls.json({ method: 'POST', path: '/media/v1/collection', json: order, repeatable: true })
  }

  /** The content. @throws {Problem} when it is gone, quarantined, or not for the caller */
  async download(mediaId: string, signal?: AbortSignal): Promise<Response> {
    return this.#fetch(path`/media/v1/media/${mediaId}`, {}, signal)
  }

  /** A picture's thumbnail whose longest side has at most `size` pixels. @throws {Problem} THUMBNAIL_UNAVAILABLE */
  async thumbnail(mediaId: string, size: ThumbnailSize, signal?: AbortSignal): Promise<Response> {
    return this.#fetch(path`/media/v1/media/${mediaId}/thumb`, { size }, signal)
  }

  async remove(mediaId: string): Promise<void> {
    await this.#calls.raw({ method: 'DELETE', path: path`/media/v1/media/${mediaId}` })
  }

  #fetch(at: string, query: { size?: number }, signal?: AbortSignal): Promise<Response> {
    return this.#calls.raw({
      method: 'GET',
      path: at,
      query,
      headers: { accept: '*/*' },
      stream: true,
      ...(signal && { signal }),
    })
  }
}
