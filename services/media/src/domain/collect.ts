import type { Unreferenced } from '../store/reference-store.ts'
import type { MediaRecord } from './media-record.ts'

export interface CollectDeps {
  unreferenced(before: number, since: number): Unreferenced[]
  find(mediaId: string): MediaRecord | undefined
  delete(media: MediaRecord): void
  /** Removes from the disk what was deleted, and what a crash once left there. */
  sweep(): Promise<void>
  clock(): number
}

export interface CollectOrder {
  /** How long a file is left after it was last spoken of, in milliseconds. */
  graceMs: number
  /** When the marking of all references began: what was marked since is spoken of. */
  sinceTs: number
  /** Rooms whose messages cannot be read here, such as encrypted ones; their files are left alone. */
  sparedRooms: readonly string[]
  dryRun: boolean
}

export interface Collected {
  files: Unreferenced[]
  /** Bytes, as people uploaded them. */
  bytes: number
}

/** Deletes the files that nothing speaks of any more. Private and quarantined ones are never among them. */
export async function collect(deps: CollectDeps, order: CollectOrder): Promise<Collected> {
  const spared = new Set(order.sparedRooms)
  const files = deps
    .unreferenced(deps.clock() - order.graceMs, order.sinceTs)
    .filter(({ roomId }) => roomId === null || !spared.has(roomId))
  if (!order.dryRun) {
    for (const { mediaId } of files) remove(deps, mediaId)
    await deps.sweep()
  }
  return { files, bytes: files.reduce((sum, { size }) => sum + size, 0) }
}

function remove({ find, delete: deleteMedia }: CollectDeps, mediaId: string): void {
  const media = find(mediaId)
  if (media !== undefined && media.quarantine === undefined) deleteMedia(media)
}
