import type { Metadata } from 'sharp'
import type { ImageLimits, ImageRefusal } from './image-job.ts'

/** What is wrong with an image by its header alone, before anything of it is decoded. */
export function overLimit(meta: Metadata, limits: ImageLimits): ImageRefusal | undefined {
  const frames = meta.pages ?? 1
  if (frames > limits.maxFrames) return tooLarge(`${frames} frames; at most ${limits.maxFrames} are accepted.`)
  if (Math.max(meta.width, meta.height) > limits.maxSide)
    return tooLarge(`${meta.width} x ${meta.height} pixels; a side may have ${limits.maxSide}.`)
  if (meta.width * meta.height * frames > limits.maxPixels)
    return tooLarge(
      `${meta.width} x ${meta.height} pixels in ${frames} frames; at most ${limits.maxPixels} pixels together.`,
    )
  return undefined
}

function tooLarge(detail: string): ImageRefusal {
  return { code: 'IMAGE_TOO_LARGE', detail: `The image has ${detail}` }
}
