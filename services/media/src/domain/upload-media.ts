import { Problem } from '@bartab/sdk/problems'
import type { IncomingFile, Measured } from '../blobs/incoming.ts'
import type { CleanJob, CleanResult, ImageLimits } from '../images/image-job.ts'
import { isImageType } from '../images/image-job.ts'
import { type Access, accessClass } from './access-class.ts'
import type { BlobKeeper } from './blob-keeper.ts'
import type { MediaRecord } from './media-record.ts'
import { refuseByType, type TypeLimit } from './type-limits.ts'

export interface UploadDeps {
  newFile(): IncomingFile
  measure(path: string): Promise<Measured>
  sniffType(path: string): Promise<string>
  cleanImage(job: CleanJob): Promise<CleanResult>
  keeper: Pick<BlobKeeper, 'keep'>
  insert(media: MediaRecord): void
  imageLimits: ImageLimits
  typeLimits: readonly TypeLimit[]
  clock(): number
  ulid(): string
}

/** A file that was received whole and waits for a decision. */
export interface Received {
  uploaderId: string
  access: Access
  filename: string | undefined
  /** What the uploader says the hash is. */
  declaredSha256: string | undefined
  file: IncomingFile
  measured: Measured
}

/** What is kept of an upload: the file as it came, or the image made anew from its pixels. */
interface Kept {
  file: IncomingFile
  measured: Measured
  image: MediaRecord['image']
}

// without location or camera data as a rule, and harmless as downloads
const plainImages = new Set(['image/svg+xml', 'image/bmp', 'image/x-icon', 'image/icns', 'image/ktx', 'image/vnd.dwg'])

/**
 * Keeps a received file. The same work is done whether the content is new or already there, so that neither the
 * answer nor its time tells.
 *
 * @throws {Problem} MEDIA_EMPTY, MEDIA_HASH_MISMATCH, MEDIA_TYPE_REFUSED, IMAGE_*, STORAGE_FULL; nothing is kept then.
 */
export async function uploadMedia(deps: UploadDeps, received: Received): Promise<MediaRecord> {
  refuseUnlessAsDeclared(received)
  await using cleaned = deps.newFile()
  const mimetype = pictureOf(await deps.sniffType(received.file.path))
  refuseByType(deps.typeLimits, mimetype, received.measured.size)
  const kept = await clean(deps, received, mimetype, cleaned)
  const media = describe(deps, received, mimetype, kept)
  const key = { accessClass: accessClass(media.access), sha256: media.sha256 }
  await deps.keeper.keep(key, kept.file, () => deps.insert(media))
  return media
}

function refuseUnlessAsDeclared({ measured, declaredSha256 }: Received): void {
  if (measured.size === 0) throw new Problem('MEDIA_EMPTY')
  if (declaredSha256 === undefined || declaredSha256 === measured.sha256) return
  throw new Problem('MEDIA_HASH_MISMATCH', { detail: `What arrived has ${measured.sha256}.` })
}

function pictureOf(mimetype: string): string {
  return mimetype === 'image/apng' ? 'image/png' : mimetype
}

async function clean(deps: UploadDeps, received: Received, mimetype: string, output: IncomingFile): Promise<Kept> {
  const { file, measured } = received
  if (isImageType(mimetype)) {
    const limits = deps.imageLimits
    const image = await deps.cleanImage({ kind: 'clean', input: file.path, output: output.path, mimetype, limits })
    return { file: output, measured: await deps.measure(output.path), image }
  }
  if (mimetype.startsWith('image/') && !plainImages.has(mimetype)) refuseType(mimetype)
  return { file, measured, image: undefined }
}

function refuseType(mimetype: string): never {
  throw new Problem('MEDIA_TYPE_REFUSED', { detail: `The content is ${mimetype}.` })
}

function describe(deps: UploadDeps, received: Received, mimetype: string, kept: Kept): MediaRecord {
  return {
    mediaId: deps.ulid(),
    access: received.access,
    uploaderId: received.uploaderId,
    ...kept.measured,
    mimetype,
    filename: received.filename,
    image: kept.image,
    createdTs: deps.clock(),
    quarantine: undefined,
  }
}
