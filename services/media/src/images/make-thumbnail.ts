import sharp from 'sharp'
import type { ThumbnailJob, ThumbnailResult } from './image-job.ts'

/** One size of a cleaned image, as WebP: its first frame, whole, never larger than the image itself. */
export async function makeThumbnail({ input, output, side, limits }: ThumbnailJob): Promise<ThumbnailResult> {
  const { width, height } = await sharp(input, { failOn: 'error', limitInputPixels: limits.maxPixels })
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 75, effort: 3 })
    .toFile(output)
  return { width, height }
}
