import { outgoingHeaders } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'
import type { UploadTarget } from '@bartab/sdk/schemas'
import type { FastifyRequest } from 'fastify'
import type { RoomDirectory } from '../domain/room-directory.ts'
import { accessOf } from '../domain/upload-target.ts'

/** @throws {Problem} ROOM_NOT_FOUND unless the caller is in the room that the upload is for. */
export async function requireMember(
  rooms: RoomDirectory,
  request: FastifyRequest,
  target: UploadTarget,
): Promise<void> {
  const access = accessOf(target, request.caller.userId)
  if (access.visibility !== 'room') return
  if (!(await rooms.isMember(access.roomId, request.caller, outgoingHeaders(request))))
    throw new Problem('ROOM_NOT_FOUND')
}
