import { Problem } from '@bartab/sdk/problems'
import type { PatchRoomBody } from '@bartab/sdk/schemas'
import { checkText } from './content.ts'
import type { Ledger } from './ledger.ts'
import { requireMember, requireRole } from './standing.ts'

/** Changes a room's name or topic. What stays the same is not written again. */
export function patchRoom(ledger: Ledger, who: string, roomId: string, body: PatchRoomBody): void {
  for (const text of [body.name, body.topic]) if (text !== undefined) checkText(text)
  const standing = requireMember(ledger.store, roomId, who)
  if (standing.room.kind === 'direct') throw new Problem('ROOM_IS_DIRECT')
  requireRole(standing, 'moderator')
  if (body.name !== undefined && body.name.trim() === '')
    throw new Problem('ROOM_INVALID', { detail: 'a room needs a name' })
  const { roomNo, userNo: senderNo } = standing.member
  const set = (type: string, content: Record<string, unknown>) =>
    ledger.append({ type, roomNo, senderNo, stateKey: '', content })
  if (body.name !== undefined && body.name !== standing.room.name) set('m.room.name', { name: body.name })
  if (body.topic !== undefined && body.topic !== standing.room.topic) set('m.room.topic', { topic: body.topic })
}

/** Ends a room for everybody in it. */
export function deleteRoom(ledger: Ledger, who: string, roomId: string): void {
  const standing = requireMember(ledger.store, roomId, who)
  if (standing.room.kind === 'direct') throw new Problem('ROOM_IS_DIRECT')
  requireRole(standing, 'owner')
  const { roomNo, userNo: senderNo } = standing.member
  ledger.append({ type: 'm.room.tombstone', roomNo, senderNo, stateKey: '', content: { body: 'The room was deleted' } })
}
