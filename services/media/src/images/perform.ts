import sharp, { type Metadata } from 'sharp'
import { cleanImage } from './clean-image.ts'
import type { ImageJob, ImageOutcome } from './image-job.ts'
import { overLimit } from './image-limits.ts'
import { makeThumbnail } from './make-thumbnail.ts'
import { countFrames } from './png-chunks.ts'

/** Does one job in the process that may die. Whatever the decoder says of an image is a refusal, not a failure of ours. */
export async function perform(job: ImageJob): Promise<ImageOutcome> {
  try {
    const meta = await readHeader(job)
    const refusal = overLimit(meta, job.limits)
    if (refusal !== undefined) return { refusal }
    return { result: job.kind === 'clean' ? await cleanImage(job, meta) : await makeThumbnail(job) }
  } catch (error) {
    if (isOutOfRoom(error)) return { full: true }
    return { refusal: { code: 'IMAGE_BROKEN', detail: firstLine(error) } }
  }
}

// the limits are ours to state, so the header is read without the library's own
async function readHeader(job: ImageJob): Promise<Metadata> {
  const meta = await sharp(job.input, { limitInputPixels: false }).metadata()
  // the library sees the first frame of a PNG alone, a browser all of them
  return job.kind === 'clean' && meta.format === 'png' ? { ...meta, pages: countFrames(job.input) } : meta
}

function isOutOfRoom(error: unknown): boolean {
  return /No space left on device|Disk quota exceeded/i.test(String(error))
}

function firstLine(error: unknown): string {
  const line = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
  return `The decoder says: ${line.replace(/\/[^\s:]+/g, '…').slice(0, 200)}`
}
