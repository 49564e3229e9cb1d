import { contentDisposition } from '../domain/content-disposition.ts'
import { entityTag } from '../domain/entity-tag.ts'

/** What is served: one blob, and how it is to be shown. */
export interface Servable {
  sha256: string
  mimetype: string
  filename: string | undefined
  isPublic: boolean
}

const aYear = 31_536_000

/**
 * The headers of a file. Its content never changes under its address, so it may be kept for good; by shared caches
 * only where it is public. Nothing in it may run, even where a browser is talked into opening it.
 */
export function fileHeaders({ sha256, mimetype, filename, isPublic }: Servable): Record<string, string> {
  return {
    etag: entityTag(sha256),
    'cache-control': `${isPublic ? 'public' : 'private'}, max-age=${aYear}, immutable`,
    'content-type': mimetype,
    'content-disposition': contentDisposition(mimetype, filename),
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; img-src 'self'; media-src 'self'; sandbox",
    'cross-origin-resource-policy': isPublic ? 'cross-origin' : 'same-origin',
    'referrer-policy': 'no-referrer',
  }
}
