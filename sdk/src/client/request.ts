import { Problem } from '../problems/index.ts'

/** One call to the server, before it is sent. */
export interface OutgoingRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Begins with a slash; ids in it are already encoded. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as it is; give its `content-type` in `headers`. */
  readonly body?: OutgoingBody
  /** `session`: with the caller's access token, which is the default. `none`: without. */
  readonly auth?: 'session' | 'none'
  /** Whether sending it twice is the same as sending it once. Default: true for all but POST and PATCH. */
  readonly repeatable?: boolean
  /** Hand the answer's body on as it arrives. Default: it is read whole first. */
  readonly stream?: boolean
  readonly signal?: AbortSignal
}

export type OutgoingBody = string | Blob | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | FormData

/** Sends a request and hands back the answer, whatever its status. */
export type Send = (request: OutgoingRequest) => Promise<Response>

/**
 * A step around every attempt to reach the server, retries and token renewals among them: log, count, delay, fake.
 * Call `prev` to go on, or answer yourself.
 */
export type Middleware = (prev: Send, request: OutgoingRequest) => Promise<Response>

export function isRepeatable(request: OutgoingRequest): boolean {
  if (request.body instanceof ReadableStream) return false
  return request.repeatable ?? (request.method !== 'POST' && request.method !== 'PATCH')
}

/** A path with its variable parts encoded: path`/chat/v1/rooms/${id}`. */
export function path(strings: TemplateStringsArray, ...parts: string[]): string {
  return String.raw({ raw: strings }, ...parts.map(segment))
}

// A URL parser takes `.` and `..` for steps, encoded or not: such a part would name another call.
function segment(part: string): string {
  if (part === '' || part === '.' || part === '..') throw new Problem('ROUTE_NOT_FOUND', { detail: `id "${part}"` })
  return encodeURIComponent(part)
}
