import sharp, { type Metadata, type Sharp } from 'sharp'
import { rgbaToThumbHash } from 'thumbhash'
import type { CleanJob, CleanResult, ImageType } from './image-job.ts'
import { copyPicture } from './png-chunks.ts'

const placeholderSide = 100

/**
 * Writes the image without anything that stood beside its pixels, be it a location, a comment, a preview or a second
 * file hidden behind the end. The orientation is applied; animations stay animated. A PNG keeps its very pixels,
 * other types are encoded anew.
 */
export async function cleanImage(job: CleanJob, meta: Metadata): Promise<CleanResult> {
  const size = keepPixels(job, meta) ?? (await encodeAnew(job, meta))
  return { ...size, placeholder: await placeholderOf(job.output) }
}

type Size = Omit<CleanResult, 'placeholder'>

function keepPixels({ input, output, mimetype }: CleanJob, meta: Metadata): Size | undefined {
  if (mimetype !== 'image/png' || (meta.orientation ?? 1) !== 1) return undefined
  if (!copyPicture(input, output)) return undefined
  return { width: meta.width, height: meta.height, frames: meta.pages ?? 1 }
}

/** Types that are encoded anew with all of their frames. */
const animatedTypes: ReadonlySet<ImageType> = new Set(['image/gif', 'image/webp'])

async function encodeAnew(job: CleanJob, meta: Metadata): Promise<Size> {
  const animated = (meta.pages ?? 1) > 1 && animatedTypes.has(job.mimetype)
  const pixels = decoder(job, animated)
  const written = await encoders[job.mimetype](animated ? pixels : pixels.autoOrient(), meta).toFile(job.output)
  if (animated) return { width: written.width, height: meta.height, frames: meta.pages ?? 1 }
  return { width: written.width, height: written.height, frames: 1 }
}

function decoder({ input, limits }: CleanJob, animated: boolean): Sharp {
  return sharp(input, { failOn: 'error', limitInputPixels: limits.maxPixels, sequentialRead: true, animated })
}

const encoders: Record<ImageType, (pixels: Sharp, meta: Metadata) => Sharp> = {
  'image/jpeg': (pixels, meta) =>
    pixels.jpeg({
      quality: 90,
      chromaSubsampling: meta.chromaSubsampling === '4:4:4' ? '4:4:4' : '4:2:0',
      // the best code for an image is known when all of it was seen: 5 bytes a pixel for a file that is some 5 % smaller
      optimiseCoding: false,
    }),
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
