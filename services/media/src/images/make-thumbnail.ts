import sharp, { type Sharp } from 'sharp'
import type { ThumbnailJob, ThumbnailResult, ThumbnailType } from './image-job.ts'

/** One size of a cleaned image: its first frame, whole, never larger than the image itself. */
export async function makeThumbnail({ input, output, side, mimetype, limits }: ThumbnailJob): Promise<ThumbnailResult> {
  const picture = sharp(input, { failOn: 'error', limitInputPixels: limits.maxPixels }).resize(side, side, {
    fit: 'inside',
    withoutEnlargement: true,
  })
  const { width, height } = await encoders[mimetype](picture).toFile(output)
  return { width, height }
}

const encoders: Record<ThumbnailType, (picture: Sharp) => Sharp> = {
  'image/webp': (picture) => picture.webp({ quality: 75, effort: 3 }),
  'image/avif': (picture) => picture.avif({ quality: 50, effort: 2 }),
}
