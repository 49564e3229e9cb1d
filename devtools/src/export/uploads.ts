import { extname } from 'node:path'
import type { Driver } from '../drivers/driver.ts'
import { linesOf } from '../text/lines-of.ts'

/** What media says of an upload. */
export interface Upload {
  media_id: string
  visibility: 'public' | 'private' | 'room'
  room_id: string | null
  filename: string | null
  size: number
  sha256: string
  /** Where it lies in media's data. */
  blob: string
}

/** Uploads in the order of their time: those of some rooms, or all where none are named. */
export async function uploadsOf(driver: Pick<Driver, 'output'>, rooms: readonly string[]): Promise<Upload[]> {
  const lines = await Array.fromAsync(linesOf(driver.output('media', ['node', 'services/media/src/export.ts'])))
  const all = lines.map((line) => JSON.parse(line) as Upload)
  return rooms.length === 0 ? all : all.filter(({ room_id }) => room_id !== null && rooms.includes(room_id))
}

/** People name their files as they like; what is kept of that in a name on the disk is a short ending. */
export function exportedName({ media_id, filename }: Pick<Upload, 'media_id' | 'filename'>): string {
  const ending = extname(filename ?? '')
  return `files/${media_id}${/^\.[a-z0-9]{1,8}$/i.test(ending) ? ending.toLowerCase() : ''}`
}
