/** Image types that are decoded and cleaned. Others that start with `image/` are refused or kept as plain files. */
export const imageTypes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif'] as const
export type ImageType = (typeof imageTypes)[number]

export interface ImageLimits {
  /** Width x height x frames of one image. */
  maxPixels: number
  /** The longest side in pixels. */
  maxSide: number
  maxFrames: number
}

/** Decode, turn as the camera says, drop all metadata, write to `output`; and the placeholder. */
export interface CleanJob {
  kind: 'clean'
  input: string
  output: string
  mimetype: ImageType
  limits: ImageLimits
}

/** Scale a cleaned image into a square of `side` pixels, first frame only, never enlarged. */
export interface ThumbnailJob {
  kind: 'thumbnail'
  input: string
  output: string
  side: number
  mimetype: ThumbnailType
  limits: ImageLimits
}

/** Types that thumbnails are made in, smallest first. */
export const thumbnailTypes = ['image/avif', 'image/webp'] as const
export type ThumbnailType = (typeof thumbnailTypes)[number]
export type ImageJob = CleanJob | ThumbnailJob

export interface CleanResult {
  width: number
  height: number
  frames: number
  /** A thumbhash in base 64. */
  placeholder: string
}

export interface ThumbnailResult {
  width: number
  height: number
}

export type ResultOf<J extends ImageJob> = J extends CleanJob ? CleanResult : ThumbnailResult

/** Why an image was refused, by a code of the catalogue. */
export interface ImageRefusal {
  code: 'IMAGE_BROKEN' | 'IMAGE_TOO_LARGE'
  detail: string
}

/** What the process that decodes sends back. `full`: the disk has no room for the output. */
export type ImageOutcome = { result: CleanResult | ThumbnailResult } | { refusal: ImageRefusal } | { full: true }

export function isImageType(mimetype: string): mimetype is ImageType {
  return (imageTypes as readonly string[]).includes(mimetype)
}
