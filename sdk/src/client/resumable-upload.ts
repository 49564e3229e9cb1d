import { Problem } from '../problems/index.ts'
import type { Media, ResumableUploadState } from '../schemas/index.ts'
import type { Calls } from './http.ts'

export interface ResumableOptions {
  /** Fields of an upload: `room_id`, `public`, `filename`, `sha256`. */
  fields: Readonly<Record<string, string | undefined>>
  /** Bytes sent in one request. */
  pieceBytes: number
  /** Failures in a row, with nothing gained between them, before giving up. */
  attempts: number
  onProgress: (sent: number, total: number) => void
  signal?: AbortSignal
}

const uploads = '/media/v1/uploads'
const tus = { 'tus-resumable': '1.0.0' }

/** Uploads in pieces by the tus 1.0 protocol; after a cut connection it asks how far it came and goes on from there. */
export async function uploadResumably(calls: Calls, content: Blob, options: ResumableOptions): Promise<Media> {
  const signal = options.signal === undefined ? {} : { signal: options.signal }
  const begun = await calls.raw({
    method: 'POST',
    path: uploads,
    headers: { ...tus, 'upload-length': String(content.size), ...metadata(options.fields) },
    ...signal,
  })
  const path = `${uploads}/${begun.headers.get('location')?.split('/').at(-1) ?? ''}`
  for (let offset = 0, failures = 0; offset < content.size; ) {
    try {
      offset = await sendPiece(calls, path, content, offset, options)
      failures = 0
    } catch (error) {
      if (isFinal(error) || options.signal?.aborted === true || ++failures >= options.attempts) throw error
      const gained = await stateOf(calls, path, signal)
      if (gained.offset > offset) failures = 0
      offset = gained.offset
    }
    options.onProgress(offset, content.size)
  }
  const { media } = await stateOf(calls, path, signal)
  if (media === undefined) throw new Problem('MEDIA_UPLOAD_CUT')
  return media
}

async function sendPiece(
  calls: Calls,
  path: string,
  content: Blob,
  offset: number,
  { pieceBytes, signal }: ResumableOptions,
): Promise<number> {
  const answer = await calls.raw({
    method: 'PATCH',
    path,
    headers: { ...tus, 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
    body: content.slice(offset, offset + pieceBytes),
    ...(signal && { signal }),
  })
  return Number(answer.headers.get('upload-offset') ?? content.size)
}

function stateOf(calls: Calls, path: string, signal: { signal?: AbortSignal }): Promise<ResumableUploadState> {
  return calls.json({ method: 'GET', path, ...signal })
}

/** What the server refused for good; it only missed a piece where the offset is wrong. */
function isFinal(error: unknown): boolean {
  return error instanceof Problem && error.status >= 400 && error.status < 500 && error.code !== 'UPLOAD_OFFSET_WRONG'
}

function metadata(fields: ResumableOptions['fields']): Record<string, string> {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${base64(value)}`],
  )
  return pairs.length === 0 ? {} : { 'upload-metadata': pairs.join(',') }
}

function base64(text: string): string {
  return btoa(String.fromCodePoint(...new TextEncoder().encode(text)))
}
