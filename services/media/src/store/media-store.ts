import type { Database } from '@bartab/kit/sqlite'
import type { Access } from '../domain/access-class.ts'
import type { MediaRecord, Quarantine } from '../domain/media-record.ts'

interface Row {
  media_id: string
  visibility: 'public' | 'private' | 'room'
  room_id: string | null
  uploader_id: string
  sha256: string
  size: number
  mimetype: string
  filename: string | null
  width: number | null
  height: number | null
  placeholder: string | null
  created_ts: number
  quarantined_ts: number | null
  quarantined_by: string | null
  quarantine_reason: string | null
}

/** The table of uploads. */
export class MediaStore {
  readonly #insert
  readonly #find
  readonly #quarantine
  readonly #restore
  readonly #remove

  constructor(database: Database) {
    this.#insert = database.prepare(`
      INSERT INTO media (media_id, visibility, room_id, uploader_id, sha256, size, mimetype, filename, width, height,
                         placeholder, created_ts)
      VALUES (:media_id, :visibility, :room_id, :uploader_id, :sha256, :size, :mimetype, :filename, :width, :height,
              :placeholder, :created_ts)`)
    this.#find = database.prepare<[string], Row>('SELECT * FROM media WHERE media_id = ? AND deleted_ts IS NULL')
    this.#quarantine = database.prepare(`
      UPDATE media SET quarantined_ts = :ts, quarantined_by = :by, quarantine_reason = :reason
      WHERE media_id = :media_id AND quarantined_ts IS NULL`)
    this.#restore = database.prepare(`
      UPDATE media SET quarantined_ts = NULL, quarantined_by = NULL, quarantine_reason = NULL WHERE media_id = ?`)
    this.#remove = database.prepare('UPDATE media SET deleted_ts = ? WHERE media_id = ? AND deleted_ts IS NULL')
  }

  insert(media: MediaRecord): void {
    this.#insert.run({
      media_id: media.mediaId,
      ...accessColumns(media.access),
      uploader_id: media.uploaderId,
      sha256: media.sha256,
      size: media.size,
      mimetype: media.mimetype,
      filename: media.filename ?? null,
      width: media.image?.width ?? null,
      height: media.image?.height ?? null,
      placeholder: media.image?.placeholder ?? null,
      created_ts: media.createdTs,
    })
  }

  find(mediaId: string): MediaRecord | undefined {
    const row = this.#find.get(mediaId)
    return row === undefined ? undefined : recordOf(row)
  }

  quarantine(mediaId: string, { ts, by, reason }: Quarantine): void {
    this.#quarantine.run({ media_id: mediaId, ts, by, reason })
  }

  restore(mediaId: string): void {
    this.#restore.run(mediaId)
  }

  remove(mediaId: string, ts: number): void {
    this.#remove.run(ts, mediaId)
  }
}

function accessColumns(access: Access): { visibility: string; room_id: string | null } {
  return { visibility: access.visibility, room_id: access.visibility === 'room' ? access.roomId : null }
}

function accessOf(row: Row): Access {
  if (row.room_id !== null) return { visibility: 'room', roomId: row.room_id }
  return row.visibility === 'public' ? { visibility: 'public' } : { visibility: 'private', ownerId: row.uploader_id }
}

function recordOf(row: Row): MediaRecord {
  return {
    mediaId: row.media_id,
    access: accessOf(row),
    uploaderId: row.uploader_id,
    sha256: row.sha256,
    size: row.size,
    mimetype: row.mimetype,
    filename: row.filename ?? undefined,
    image: imageOf(row),
    createdTs: row.created_ts,
    quarantine: quarantineOf(row),
  }
}

function imageOf({ width, height, placeholder }: Row): MediaRecord['image'] {
  if (width === null || height === null) return undefined
  return { width, height, placeholder: placeholder ?? '' }
}

function quarantineOf({
  quarantined_ts: ts,
  quarantined_by: by,
  quarantine_reason: reason,
}: Row): MediaRecord['quarantine'] {
  return ts === null || by === null || reason === null ? undefined : { ts, by, reason }
}
