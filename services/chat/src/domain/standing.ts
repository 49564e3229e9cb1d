import { Problem } from '@bartab/sdk/problems'
import type { RoomRole } from '@bartab/sdk/schemas'
import type { ChatStore } from '../store/chat-store.ts'
import type { MemberRow } from '../store/member-table.ts'
import type { RoomRow } from '../store/room-table.ts'

/** Somebody in a room: the key to everything about it. */
export interface Standing {
  room: RoomRow
  member: MemberRow
}

export const noRoom = (): Problem => new Problem('ROOM_NOT_FOUND')

/** A room that exists and was not deleted, whoever asks. */
export function findRoom(store: ChatStore, roomId: string): RoomRow {
  const roomNo = store.roomNames.find(roomId)
  const room = roomNo === undefined ? undefined : store.rooms.find(roomNo)
  if (room === undefined || room.deletedSeq !== null) throw noRoom()
  return room
}

/** What somebody is to a room, if anything. */
export function findMember(store: ChatStore, room: RoomRow, userId: string): MemberRow | undefined {
  const userNo = store.users.find(userId)
  return userNo === undefined ? undefined : store.members.find(room.roomNo, userNo)
}

/**
 * A room through somebody's membership. No membership, no room: an outsider learns nothing.
 *
 * @throws {Problem} ROOM_NOT_FOUND
 */
export function requireMember(store: ChatStore, roomId: string, userId: string): Standing {
  const room = findRoom(store, roomId)
  const member = findMember(store, room, userId)
  if (member?.membership !== 'join') throw noRoom()
  return { room, member }
}

const ranks: Record<RoomRole, number> = { member: 0, moderator: 1, owner: 2 }

export const outranks = (a: RoomRole, b: RoomRole): boolean => ranks[a] > ranks[b]

/** @throws {Problem} ROLE_TOO_LOW */
export function requireRole({ member }: Standing, role: RoomRole): void {
  if (outranks(role, member.role)) throw new Problem('ROLE_TOO_LOW', { detail: `this takes the role ${role}` })
}

/** @throws {Problem} MEMBER_MUTED */
export function requireVoice({ member }: Standing, now: number): void {
  if (member.mutedUntilTs > now) throw new Problem('MEMBER_MUTED', { members: { muted_until_ts: member.mutedUntilTs } })
}
