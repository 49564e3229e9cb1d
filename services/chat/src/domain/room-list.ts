import { Problem } from '@bartab/sdk/problems'
import type { RoomList, RoomListQuery } from '@bartab/sdk/schemas'
import type { ChatStore } from '../store/chat-store.ts'
import type { MemberRow } from '../store/member-table.ts'
import type { RoomRow } from '../store/room-table.ts'
import { roomView } from './room-view.ts'

interface Listed {
  room: RoomRow
  member: MemberRow | undefined
}

const limitDefault = 500
/** The number of nobody: a person of whom the log has not heard is in no room. */
const nobody = 0

/**
 * A page of the rooms that somebody may know of, those made last first: an order that nothing changes while they page.
 *
 * @throws {Problem} CURSOR_INVALID
 */
export function listRooms(store: ChatStore, who: string, query: RoomListQuery): RoomList {
  const { scope = 'joined', limit = limitDefault } = query
  const userNo = store.users.find(who) ?? nobody
  const before = placeOf(store, query.from)
  const joined = scope === 'invited' ? [] : own(store, userNo, 'join', before, limit + 1)
  const invited = scope === 'joined' ? [] : own(store, userNo, 'invite', before, limit + 1)
  const others = scope === 'all' ? otherPublicRooms(store, userNo, before, limit + 1) : []
  const listed = [...joined, ...invited, ...others].sort((a, b) => b.room.roomNo - a.room.roomNo)
  const page = listed.slice(0, limit)
  const last = listed.length > limit ? page.at(-1) : undefined
  return {
    rooms: page.map(({ room, member }) => roomView(store, userNo, room, member)),
    ...(last === undefined ? {} : { next: store.roomNames.name(last.room.roomNo) }),
  }
}

function placeOf(store: ChatStore, from: string | undefined): number {
  if (from === undefined) return Number.MAX_SAFE_INTEGER
  const roomNo = store.roomNames.find(from)
  if (roomNo === undefined) throw new Problem('CURSOR_INVALID')
  return roomNo
}

function own(store: ChatStore, userNo: number, membership: 'join' | 'invite', before: number, limit: number): Listed[] {
  return store.members.roomsBefore(userNo, membership, before, limit).flatMap((member) => {
    const room = store.rooms.find(member.roomNo)
    return room === undefined ? [] : [{ room, member }]
  })
}

const otherPublicRooms = (store: ChatStore, userNo: number, before: number, limit: number): Listed[] =>
  store.rooms
    .publicBefore(before, userNo, limit)
    .map((room) => ({ room, member: store.members.find(room.roomNo, userNo) }))
