import { Problem } from '@bartab/sdk/problems'
import type { Stage } from '../exchange.ts'
import type { RouteClass } from '../routing/route.ts'

/** Largest body of a call that carries JSON, in bytes. An encrypted message of 64 KiB fits with room to spare. */
export const maxApiBytes = 1024 * 1024

/** What a form may add around the largest file. */
const formBytes = 64 * 1024

/** The largest body that a class of routes takes. */
export function bodyLimit(kind: RouteClass, maxUploadBytes: number): number {
  return kind === 'upload' ? maxUploadBytes + formBytes : maxApiBytes
}

/** Refuses a body that announces itself as too large; one that does not announce its size is counted as it streams. */
export function limitBody(maxUploadBytes: number): Stage {
  return ({ headers, route }) => {
    if (headers.contentLength === undefined || route === undefined) return
    const limit = bodyLimit(route.class, maxUploadBytes)
    if (headers.contentLength > limit) {
      throw new Problem('BODY_TOO_LARGE', { detail: `${headers.contentLength} bytes; at most ${limit} are taken here` })
    }
  }
}
