import { Problem } from '@bartab/sdk/problems'

export interface TypeLimit {
  /** `video/mp4`, `video/*`, or `*` for whatever nothing else names. */
  type: string
  /** Bytes; 0: none of this type is taken. */
  bytes: number
}

/** `video/*=500000000` as it stands in the settings. */
export const typeLimitPattern = '^(\\*|[a-z0-9.+-]+/(\\*|[a-z0-9.+-]+))=[0-9]{1,15}$'

export function readTypeLimit(text: string): TypeLimit {
  const at = text.lastIndexOf('=')
  return { type: text.slice(0, at), bytes: Number(text.slice(at + 1)) }
}

/**
 * Refuses what its type does not allow; the narrowest limit that names the type counts.
 *
 * @throws {Problem} MEDIA_TYPE_BARRED, MEDIA_TOO_LARGE.
 */
export function refuseByType(limits: readonly TypeLimit[], mimetype: string, size: number): void {
  const bare = (mimetype.split(';')[0] ?? '').trim()
  const named = (type: string) => limits.find((limit) => limit.type === type)
  const limit = named(bare) ?? named(`${bare.split('/')[0]}/*`) ?? named('*')
  if (limit === undefined || size <= limit.bytes) return
  if (limit.bytes === 0) throw new Problem('MEDIA_TYPE_BARRED', { detail: `The content is ${bare}.` })
  throw new Problem('MEDIA_TOO_LARGE', { detail: `A file of type ${bare} may have ${limit.bytes} bytes.` })
}
