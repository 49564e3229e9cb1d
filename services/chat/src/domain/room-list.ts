import type { Room, RoomListQuery } from '@bartab/sdk/schemas'
import type { ChatStore } from '../store/chat-store.ts'
import type { MemberRow } from '../store/member-table.ts'
import { roomView } from './room-view.ts'

/** Rooms that somebody may know of, those with the newest events first. */
export function listRooms(store: ChatStore, who: string, scope: NonNullable<RoomListQuery['scope']>): Room[] {
  const userNo = store.users.find(who)
  const own = (membership: 'join' | 'invite') => (userNo === undefined ? [] : store.members.rooms(userNo, membership))
  const joined = scope === 'invited' ? [] : own('join')
  const invited = scope === 'joined' ? [] : own('invite')
  const mine = views(store, userNo, [...joined, ...invited])
  return scope === 'all' ? [...mine, ...otherPublicRooms(store, userNo)] : mine
}

function views(store: ChatStore, userNo: number | undefined, members: MemberRow[]): Room[] {
  const rooms = members.map((member) => ({ member, room: store.rooms.find(member.roomNo) }))
  return rooms
    .flatMap(({ member, room }) => (room === undefined || room.deletedSeq !== null ? [] : [{ member, room }]))
    .sort((a, b) => b.room.lastSeq - a.room.lastSeq)
    .map(({ member, room }) => roomView(store, userNo, room, member))
}

function otherPublicRooms(store: ChatStore, userNo: number | undefined): Room[] {
  return store.rooms.publicRooms().flatMap((room) => {
    const member = userNo === undefined ? undefined : store.members.find(room.roomNo, userNo)
    return member === undefined || member.membership === 'leave' ? [roomView(store, userNo, room, member)] : []
  })
}
