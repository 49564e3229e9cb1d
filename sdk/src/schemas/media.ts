import { type Static, Type } from '../type.ts'
import { Timestamp, Ulid } from './common.ts'

/** SHA-256 as 64 lower-case hexadecimal digits. */
export const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' })
export type Sha256 = Static<typeof Sha256>

/** Longest sides, in pixels, in which thumbnails are made. 320 where none is asked for. */
export const thumbnailSizes = [96, 320, 640, 1280] as const
export type ThumbnailSize = (typeof thumbnailSizes)[number]

/**
 * Who may see an upload: the members of `room_id`, or everybody with `public`; neither: its uploader alone.
 * The same names are query parameters of a raw upload and form fields of a multipart one.
 */
export const UploadTarget = Type.Object(
  {
    room_id: Type.Optional(Ulid),
    public: Type.Optional(Type.Union([Type.Literal('true'), Type.Literal('false')])),
    /** The name that a download gets. At most 255 characters; path parts and control characters are dropped. */
    filename: Type.Optional(Type.String({ maxLength: 1024 })),
    /** SHA-256 of the bytes sent; the upload is refused with MEDIA_HASH_MISMATCH where they differ. */
    sha256: Type.Optional(Sha256),
  },
  { additionalProperties: false },
)
export type UploadTarget = Static<typeof UploadTarget>

/** One stored file. Of images, `sha256` and `size` are those of the cleaned image that is served. */
export const Media = Type.Object(
  {
    media_id: Ulid,
    /** Path at the server's origin. */
    url: Type.String(),
    /** Path of the default thumbnail; images have one. */
    thumb_url: Type.Optional(Type.String()),
    sha256: Sha256,
    /** Bytes. */
    size: Type.Integer({ minimum: 0 }),
    /** As found in the content; what the uploader claimed is not used. */
    mimetype: Type.String(),
    /** Pixels, with the orientation applied. */
    w: Type.Optional(Type.Integer({ minimum: 1 })),
    h: Type.Optional(Type.Integer({ minimum: 1 })),
    /** A thumbhash in base 64: some 25 bytes that paint a blurred picture until the real one is there. */
    placeholder: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
)
export type Media = Static<typeof Media>

export const UploadParams = Type.Object({ upload_id: Ulid }, { additionalProperties: false })
export type UploadParams = Static<typeof UploadParams>

/** How far a resumable upload has come. */
export const ResumableUploadState = Type.Object(
  {
    upload_id: Ulid,
    /** Bytes that are there. */
    offset: Type.Integer({ minimum: 0 }),
    /** Bytes in all. */
    size: Type.Integer({ minimum: 1 }),
    expires_ts: Timestamp,
    /** What it has become, once all of it is there. */
    media: Type.Optional(Media),
  },
  { additionalProperties: false },
)
export type ResumableUploadState = Static<typeof ResumableUploadState>

export const MediaParams = Type.Object({ media_id: Ulid }, { additionalProperties: false })
export type MediaParams = Static<typeof MediaParams>

/** A signed link's own part, as `POST /media/v1/links` made it; instead of a token. */
const link = Type.Optional(Type.String({ maxLength: 400 }))

export const FileQuery = Type.Object({ link }, { additionalProperties: false })
export type FileQuery = Static<typeof FileQuery>

export const ThumbnailQuery = Type.Object(
  { size: Type.Optional(Type.String({ pattern: '^[0-9]{1,5}$' })), link },
  { additionalProperties: false },
)
export type ThumbnailQuery = Static<typeof ThumbnailQuery>

export const QuarantineBody = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: 500 }) },
  { additionalProperties: false },
)
export type QuarantineBody = Static<typeof QuarantineBody>

export const LinksBody = Type.Object(
  { media_ids: Type.Array(Ulid, { minItems: 1, maxItems: 100 }) },
  { additionalProperties: false },
)
export type LinksBody = Static<typeof LinksBody>

/** An address of one file that needs no token: for `<img>`. It stands for whoever asked, until `expires_ts`. */
export const MediaLink = Type.Object(
  {
    media_id: Ulid,
    /** Path at the server's origin. */
    url: Type.String(),
    /** The thumbnail of images; `&size=` may be added. */
    thumb_url: Type.Optional(Type.String()),
    expires_ts: Timestamp,
  },
  { additionalProperties: false },
)
export type MediaLink = Static<typeof MediaLink>

/** Files that the caller may not see, and those that are not there, are left out. */
export const LinksAnswer = Type.Object({ links: Type.Array(MediaLink) }, { additionalProperties: false })
export type LinksAnswer = Static<typeof LinksAnswer>

/** Files that are spoken of, a part of all of them: as many calls as it takes, before a collection. */
export const ReferencesBody = Type.Object(
  { media_ids: Type.Array(Ulid, { maxItems: 10_000 }) },
  { additionalProperties: false },
)
export type ReferencesBody = Static<typeof ReferencesBody>

export const ReferencesAnswer = Type.Object(
  {
    /** How many of them are there. */
    marked: Type.Integer({ minimum: 0 }),
    /** The server's time of the marking; that of the first call is the collection's `since_ts`. */
    ts: Timestamp,
  },
  { additionalProperties: false },
)
export type ReferencesAnswer = Static<typeof ReferencesAnswer>

export const CollectionBody = Type.Object(
  {
    /** When the marking began; a file marked since then is spoken of. */
    since_ts: Timestamp,
    /** How long a file is left after it was uploaded or last spoken of, in milliseconds. */
    grace_ms: Type.Integer({ minimum: 0 }),
    /** Rooms whose messages the server cannot read: their files are left alone. */
    spared_room_ids: Type.Optional(Type.Array(Ulid, { maxItems: 10_000 })),
    dry_run: Type.Boolean(),
  },
  { additionalProperties: false },
)
export type CollectionBody = Static<typeof CollectionBody>

export const CollectionAnswer = Type.Object(
  {
    dry_run: Type.Boolean(),
    files: Type.Integer({ minimum: 0 }),
    bytes: Type.Integer({ minimum: 0 }),
    /** The first thousand. */
    first: Type.Array(Type.Object({ media_id: Ulid, size: Type.Integer(), created_ts: Timestamp })),
  },
  { additionalProperties: false },
)
export type CollectionAnswer = Static<typeof CollectionAnswer>

/** `GET /storage` on media's internal listener. Bytes. */
export const StorageState = Type.Object({
  /** Files that people hold, and their bytes; the same content counts each time. */
  files: Type.Integer({ minimum: 0 }),
  bytes: Type.Integer({ minimum: 0 }),
  /** The disk that they lie on. */
  total_bytes: Type.Integer({ minimum: 0 }),
  free_bytes: Type.Integer({ minimum: 0 }),
  growth_bytes_per_day: Type.Integer(),
  /** When the disk is full if it goes on like this. Not there while that is not in sight. */
  full_ts: Type.Optional(Timestamp),
})
export type StorageState = Static<typeof StorageState>
