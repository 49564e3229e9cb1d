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

/**
 * Whether somebody may write in a room now.
 *
 * @throws {Problem} ROOM_ARCHIVED, MEMBER_MUTED
 */
export function requireVoice({ room, member }: Standing, now: number): void {
  requireOpen(room)
  if (member.mutedUntilTs > now) throw new Problem('MEMBER_MUTED', { members: { muted_until_ts: member.mutedUntilTs } })
}

/** @throws {Problem} ROOM_ARCHIVED */
export function requireOpen(room: RoomRow): void {
  if (room.archived === 1) throw new Problem('ROOM_ARCHIVED')
}

/**
 * In slow mode a member waits between two messages; who moderates does not.
 *
 * @throws {Problem} SLOW_MODE
 */
export function requirePace({ room, member }: Standing, now: number): void {
  if (room.slowModeS === 0 || member.role !== 'member') return
  const waitMs = Math.min(member.spokeTs + room.slowModeS * 1000 - now, room.slowModeS * 1000)
  if (waitMs <= 0) return
  const seconds = String(Math.ceil(waitMs / 1000))
  throw new Problem('SLOW_MODE', { members: { retry_after_ms: waitMs }, headers: { 'retry-after': seconds } })
}
