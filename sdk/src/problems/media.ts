import type { ProblemShape } from './shape.ts'

/** Failures that media answers with, beside the common ones. */
export const mediaProblems = {
  MEDIA_NOT_FOUND: {
    status: 404,
    title: 'No such file',
    fix: 'Check the id; files of a room are seen by its members alone.',
  },
  MEDIA_QUARANTINED: {
    status: 410,
    title: 'This file has been withdrawn',
    fix: 'Ask an administrator; nobody can open it until it is restored.',
  },
  MEDIA_NOT_YOURS: {
    status: 403,
    title: 'This file is not yours to change',
    fix: 'Ask the person who uploaded it, or an administrator.',
  },
  MEDIA_TOO_LARGE: {
    status: 413,
    title: 'The file is too large',
    fix: 'Send a file within `limits.max_upload_bytes` of /.well-known/bartab.',
  },
  MEDIA_TYPE_BARRED: {
    status: 415,
    title: 'Files of this type are not taken here',
    fix: 'Ask the operator; which types are taken is a setting of the server.',
  },
  QUOTA_REACHED: {
    status: 413,
    title: 'Your files would take more room than you have',
    fix: 'Delete files that you no longer need, or ask the operator for more room.',
  },
  STORAGE_QUOTA_REACHED: {
    status: 507,
    title: 'The room for files is used up',
    fix: 'Tell the operator, who can make more room; what is there can still be read.',
  },
  UPLOAD_NOT_FOUND: {
    status: 404,
    title: 'No such upload',
    fix: 'Begin it anew with POST /media/v1/uploads; an upload can be resumed for a day, by whoever began it.',
  },
  UPLOAD_OFFSET_WRONG: {
    status: 409,
    title: 'The upload does not go on at this offset',
    fix: 'Ask with HEAD for the offset and send from there.',
  },
  UPLOAD_METADATA_INVALID: {
    status: 400,
    title: 'The upload describes itself in a form that is not understood',
    fix: 'Send in Upload-Metadata only the fields that an upload has, each value in base 64.',
  },
  UPLOAD_PROTOCOL: {
    status: 400,
    title: 'This is not how a resumable upload is made',
    fix: 'Follow the tus 1.0 protocol; `detail` says what it misses.',
  },
  UPLOAD_PROTOCOL_VERSION: {
    status: 412,
    title: 'This version of the protocol is not spoken here',
    fix: 'Send Tus-Resumable: 1.0.0.',
  },
  LINK_INVALID: {
    status: 401,
    title: 'This link was not made here, or its key is no longer used',
    fix: 'Ask for a new one with POST /media/v1/links.',
  },
  LINK_EXPIRED: {
    status: 401,
    title: 'This link has expired',
    fix: 'Ask for a new one with POST /media/v1/links.',
  },
  MEDIA_EMPTY: {
    status: 400,
    title: 'The file is empty',
    fix: 'Send at least one byte.',
  },
  MEDIA_FILE_MISSING: {
    status: 400,
    title: 'The upload has no file',
    fix: 'Send exactly one part named `file`, or a raw body with its own content type.',
  },
  MEDIA_UPLOAD_CUT: {
    status: 400,
    title: 'The upload ended before the file did',
    fix: 'Send it again; nothing was kept.',
  },
  MEDIA_HASH_MISMATCH: {
    status: 400,
    title: 'The file does not have the declared SHA-256',
    fix: 'Send it again; it changed on the way.',
  },
  MEDIA_TYPE_REFUSED: {
    status: 415,
    title: 'Images of this type cannot be cleaned of their location',
    fix: 'Convert it to JPEG, PNG, GIF, WebP or AVIF, or send it inside an archive.',
  },
  IMAGE_BROKEN: {
    status: 422,
    title: 'The image cannot be read',
    fix: 'Open and save it again with an image program, then send the result.',
  },
  IMAGE_TOO_LARGE: {
    status: 422,
    title: 'The image has too many pixels or frames',
    fix: 'Make it smaller; `detail` names the limit.',
  },
  IMAGE_TOO_SLOW: {
    status: 422,
    title: 'The image takes too long to read',
    fix: 'Make it smaller or simpler, then send it again.',
  },
  IMAGE_QUEUE_FULL: {
    status: 503,
    title: 'Too many images are waiting to be read',
    fix: 'Try again as many seconds later as `retry-after` says.',
  },
  THUMBNAIL_UNAVAILABLE: {
    status: 404,
    title: 'This file has no thumbnail',
    fix: 'Only images have one; fetch the file itself.',
  },
  THUMBNAIL_SIZE_UNKNOWN: {
    status: 400,
    title: 'Thumbnails are not made in this size',
    fix: 'Ask for one of the sizes named in `detail`.',
  },
  RANGE_NOT_SATISFIABLE: {
    status: 416,
    title: 'The range is not part of the file',
    fix: 'Ask for one range within the size that `content-range` states.',
  },
  MEDIA_BLOB_LOST: {
    status: 500,
    title: 'The file is missing on the server',
    fix: 'Tell the operator; `bartab media verify` lists what is missing.',
  },
  CHAT_UNREACHABLE: {
    status: 503,
    title: 'Who is in a room cannot be checked at the moment',
    fix: 'Try again in a few seconds; the operator sees the reason with `bartab status`.',
  },
} as const satisfies Record<string, ProblemShape>
