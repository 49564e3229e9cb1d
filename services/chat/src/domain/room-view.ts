import type { Room } from '@bartab/sdk/schemas'
import type { ChatStore } from '../store/chat-store.ts'
import type { MemberRow } from '../store/member-table.ts'
import type { RoomRow } from '../store/room-table.ts'
import { pinsOf } from './pins.ts'
import { type Unread, unreadOf } from './read-marker.ts'
import { findMember, findRoom, noRoom } from './standing.ts'

/** What everybody sees of a room alike. */
export function commonView(store: ChatStore, room: RoomRow) {
  return {
    room_id: store.roomNames.name(room.roomNo),
    kind: room.kind,
    name: room.name,
    topic: room.topic,
    created_ts: room.createdTs,
    last_ts: room.lastTs,
    member_count: room.memberCount,
    ...settingsOf(room),
    ...(room.encrypted === 1 ? { encrypted: true as const } : {}),
  }
}

/** What a room is to one person. `unread` says what they have not read of it, where they are in it. */
export function personalView(
  store: ChatStore,
  userNo: number | undefined,
  room: RoomRow,
  member: MemberRow | undefined,
  unread: (userNo: number) => Unread = (reader) => unreadOf({ store }, reader, room.roomNo, room.ordinal),
) {
  const joined = userNo !== undefined && member?.membership === 'join'
  const { unread: count, mentions } = joined ? unread(userNo) : { unread: 0, mentions: 0 }
  return {
    membership: member?.membership ?? ('leave' as const),
    role: member?.role ?? ('member' as const),
    unread: count,
    mentions,
    ...directWith(store, userNo, room),
  }
}

/** A room as somebody sees it, who is in it, invited, or looks at the public ones. */
export function roomView(
  store: ChatStore,
  userNo: number | undefined,
  room: RoomRow,
  member: MemberRow | undefined,
): Room {
  return { ...commonView(store, room), ...personalView(store, userNo, room, member) }
}

function settingsOf(room: RoomRow): Partial<Room> {
  return {
    ...(room.avatar === null ? {} : { avatar: room.avatar }),
    ...(room.alias === null ? {} : { alias: room.alias }),
    ...(room.archived === 0 ? {} : { archived: true as const }),
    ...(room.slowModeS === 0 ? {} : { slow_mode_s: room.slowModeS }),
    ...(room.retentionDays === 0 ? {} : { retention_days: room.retentionDays }),
    ...(room.pinned === '[]' ? {} : { pinned: pinsOf(room) }),
  }
}

function directWith(store: ChatStore, userNo: number | undefined, room: RoomRow): { direct_with?: string } {
  const pair = room.kind === 'direct' ? store.rooms.pairOf(room.roomNo) : undefined
  if (pair === undefined) return {}
  return { direct_with: store.users.name(pair.low === userNo ? pair.high : pair.low) }
}

/**
 * One room, for those who are in it or invited.
 *
 * @throws {Problem} ROOM_NOT_FOUND
 */
export function viewRoom(store: ChatStore, who: string, roomId: string): Room {
  const room = findRoom(store, roomId)
  const member = findMember(store, room, who)
  if (member?.membership !== 'join' && member?.membership !== 'invite') throw noRoom()
  return roomView(store, member.userNo, room, member)
}

/**
 * A public room by its alias, for everybody but those who are banned from it.
 *
 * @throws {Problem} ROOM_NOT_FOUND
 */
export function viewAlias(store: ChatStore, who: string, alias: string): Room {
  const roomNo = store.rooms.byAlias(alias)
  const room = roomNo === undefined ? undefined : store.rooms.find(roomNo)
  const member = room === undefined ? undefined : findMember(store, room, who)
  if (room === undefined || member?.membership === 'ban') throw noRoom()
  return roomView(store, store.users.find(who), room, member)
}
