import type { ChatStore } from '../store/chat-store.ts'
import type { EventRow } from '../store/event-table.ts'
import type { MemberRow } from '../store/member-table.ts'
import type { RoomRow } from '../store/room-table.ts'

/** What one room has to say to one reader. */
export interface RoomNews {
  room: RoomRow
  member: MemberRow
  events: EventRow[]
  /** Events between the reader's position and the first of these are left out. */
  limited: boolean
  /** Whether the reader is told where the history before goes on. */
  opens: boolean
}

/** Rooms that somebody is in and that changed after a position, and rooms of theirs that ended. */
export interface OwnRooms {
  changed: { room: RoomRow; member: MemberRow }[]
  ended: number[]
}

export function ownRooms(store: ChatStore, userNo: number, seq: number): OwnRooms {
  const own: OwnRooms = { changed: [], ended: [] }
  for (const member of store.members.rooms(userNo, 'join')) {
    const room = store.rooms.find(member.roomNo)
    if (room === undefined || room.lastSeq <= seq) continue
    if (room.deletedSeq === null) own.changed.push({ room, member })
    else if (member.joinedSeq <= seq) own.ended.push(room.roomNo)
  }
  return own
}

/** Rooms to which somebody was invited, and rooms that they went out of, after a position. */
export function doors(store: ChatStore, userNo: number, seq: number): { invites: RoomNews[]; left: number[] } {
  const invites: RoomNews[] = []
  const left: number[] = []
  for (const member of store.members.changedAway(userNo, seq)) {
    const room = store.rooms.find(member.roomNo)
    const open = room !== undefined && room.deletedSeq === null
    if (member.membership === 'invite' && open) invites.push(invitation(store, room, member))
    else left.push(member.roomNo)
  }
  return { invites, left }
}

function invitation(store: ChatStore, room: RoomRow, member: MemberRow): RoomNews {
  const event = store.events.bySeq(member.changedSeq)
  return { room, member, events: event === undefined ? [] : [event], limited: false, opens: false }
}

/** The newest events of a room after a position, at most `limit`; of a room just come into, its newest at all. */
export function timeline(store: ChatStore, room: RoomRow, member: MemberRow, seq: number, limit: number): RoomNews {
  const isNew = member.joinedSeq > seq
  const rows = isNew ? store.events.tail(room.roomNo, limit + 1) : store.events.after(room.roomNo, seq, limit + 1)
  const limited = rows.length > limit
  return { room, member, events: limited ? rows.slice(1) : rows, limited, opens: isNew || limited }
}
