import { type ThumbnailType, thumbnailTypes } from '../images/image-job.ts'

/**
 * The type that a client gets: the first of ours, best first, that its `accept` names. AVIF goes only to those that
 * name it; WebP to everybody else, since all who show pictures know it.
 */
export function chooseThumbnailType(accept: string | undefined): ThumbnailType {
  const named = new Set((accept ?? '').split(',').filter(isWanted).map(typeOf))
  return thumbnailTypes.find((type) => named.has(type)) ?? 'image/webp'
}

function typeOf(entry: string): string {
  return (entry.split(';')[0] ?? '').trim().toLowerCase()
}

function isWanted(entry: string): boolean {
  return !/;\s*q\s*=\s*0(\.0*)?\s*(;|$)/i.test(entry)
}
