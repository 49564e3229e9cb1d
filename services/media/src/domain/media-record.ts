import type { Access } from './access-class.ts'

export interface Quarantine {
  ts: number
  by: string
  reason: string
}

/** One upload, as it is kept. */
export interface MediaRecord {
  mediaId: string
  access: Access
  uploaderId: string
  sha256: string
  /** Bytes. */
  size: number
  mimetype: string
  filename: string | undefined
  /** Present for images that were decoded. */
  image: { width: number; height: number; placeholder: string } | undefined
  createdTs: number
  quarantine: Quarantine | undefined
}
