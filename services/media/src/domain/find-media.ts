import type { Caller } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'
import type { MediaRecord } from './media-record.ts'
import type { RoomDirectory } from './room-directory.ts'

export interface FindMediaDeps {
  find(mediaId: string): MediaRecord | undefined
  rooms: RoomDirectory
}

/** Who asks: nobody known, or a caller with the headers that tie the question to chat to this request. */
export interface Viewer {
  caller: Caller | undefined
  headers: Record<string, string>
}

/**
 * The file, for somebody who may see it. Whoever may not learns nothing, not even whether it exists.
 *
 * @throws {Problem} TOKEN_MISSING, SCOPE_MISSING, MEDIA_NOT_FOUND, MEDIA_QUARANTINED, CHAT_UNREACHABLE.
 */
export async function findMedia(deps: FindMediaDeps, viewer: Viewer, mediaId: string): Promise<MediaRecord> {
  const media = deps.find(mediaId)
  if (media?.access.visibility !== 'public') {
    const caller = requireReader(viewer.caller)
    if (media === undefined || !(await mayRead(deps.rooms, media, caller, viewer.headers))) throw notFound()
  }
  if (media.quarantine !== undefined) throw new Problem('MEDIA_QUARANTINED')
  return media
}

/** The file for somebody who may delete it: its uploader, or an administrator. */
export async function findToDelete(
  deps: FindMediaDeps,
  viewer: Viewer & { caller: Caller },
  mediaId: string,
): Promise<MediaRecord> {
  const { caller } = viewer
  if (caller.scopes.has('media:admin')) return findAny(deps, mediaId)
  const media = await findMedia(deps, viewer, mediaId)
  if (media.uploaderId !== caller.userId) throw new Problem('MEDIA_NOT_YOURS')
  return media
}

/** The file for an administrator, quarantined or not. */
export function findAny({ find }: Pick<FindMediaDeps, 'find'>, mediaId: string): MediaRecord {
  const media = find(mediaId)
  if (media === undefined) throw notFound()
  return media
}

function requireReader(caller: Caller | undefined): Caller {
  if (caller === undefined) throw new Problem('TOKEN_MISSING')
  if (!caller.scopes.has('media:read')) throw new Problem('SCOPE_MISSING', { detail: 'media:read' })
  return caller
}

async function mayRead(
  rooms: RoomDirectory,
  { access }: MediaRecord,
  caller: Caller,
  headers: Record<string, string>,
): Promise<boolean> {
  switch (access.visibility) {
    case 'public':
      return true
    case 'private':
      return access.ownerId === caller.userId
    case 'room':
      return rooms.isMember(access.roomId, caller, headers)
  }
}

function notFound(): Problem {
  return new Problem('MEDIA_NOT_FOUND')
}
