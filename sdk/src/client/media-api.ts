import type { Media, ThumbnailSize } from '../schemas/index.ts'
import type { Calls } from './http.ts'
import { type OutgoingBody, path } from './request.ts'

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
