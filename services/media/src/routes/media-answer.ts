import type { Media } from '@bartab/sdk/schemas'
import type { MediaRecord } from '../domain/media-record.ts'

/** How an upload is told of. */
export function mediaAnswer({ mediaId, sha256, size, mimetype, image }: MediaRecord): Media {
  const url = `/media/v1/media/${mediaId}`
  const plain = { media_id: mediaId, url, sha256, size, mimetype }
  if (image === undefined) return plain
  return { ...plain, thumb_url: `${url}/thumb`, w: image.width, h: image.height, placeholder: image.placeholder }
}
