import sharp, { type Metadata, type Sharp } from 'sharp'
import { rgbaToThumbHash } from 'thumbhash'
import type { CleanJob, CleanResult, ImageType } from './image-job.ts'

const placeholderSide = 100

/**
 * Writes the image anew from its pixels: nothing that stood beside them survives, be it a location, a comment,
 * a preview or a second file hidden behind the end. The orientation is applied; animations stay animated.
 */
export async function cleanImage(job: CleanJob, meta: Metadata): Promise<CleanResult> {
  const animated = (meta.pages ?? 1) > 1 && job.mimetype !== 'image/avif'
  const pixels = decoder(job, animated)
  const written = await encoders[job.mimetype](animated ? pixels : pixels.autoOrient(), meta).toFile(job.output)
  return {
    width: written.width,
    height: animated ? meta.height : written.height,
    frames: animated ? (meta.pages ?? 1) : 1,
    placeholder: await placeholderOf(job.output),
  }
}

function decoder({ input, limits }: CleanJob, animated: boolean): Sharp {
  return sharp(input, { failOn: 'error', limitInputPixels: limits.maxPixels, sequentialRead: true, animated })
}

const encoders: Record<ImageType, (pixels: Sharp, meta: Metadata) => Sharp> = {
  'image/jpeg': (pixels, meta) =>
    pixels.jpeg({ quality: 90, chromaSubsampling: meta.chromaSubsampling === '4:4:4' ? '4:4:4' : '4:2:0' }),
  'image/png': (pixels, meta) => (meta.depth === 'ushort' ? pixels.toColourspace('rgb16') : pixels).png(),
  'image/gif': (pixels) => pixels.gif(),
  'image/webp': (pixels) => pixels.webp({ quality: 90, effort: 3 }),
  'image/avif': (pixels) => pixels.avif({ quality: 70, effort: 2 }),
}

async function placeholderOf(file: string): Promise<string> {
  const { data, info } = await sharp(file, { failOn: 'error' })
    .resize(placeholderSide, placeholderSide, { fit: 'inside', withoutEnlargement: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64')
}
