import type { ChatStore } from '../store/chat-store.ts'
import type { EventRow } from '../store/event-table.ts'
import type { MemberRow } from '../store/member-table.ts'
import type { RoomRow } from '../store/room-table.ts'
import type { SharedReads } from './shared-reads.ts'
import type { Standings } from './standings.ts'

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

/** Of all rooms of somebody's. */
export function ownRooms(store: ChatStore, reads: SharedReads, userNo: number, seq: number): OwnRooms {
  const own: OwnRooms = { changed: [], ended: [] }
  for (const member of store.members.rooms(userNo, 'join')) addOwn(own, reads, member, seq)
  return own
}

/** Of `changed`, the only rooms in which anything may have happened since, as far as they are among `mine`. */
export function amongRooms(
  reads: SharedReads,
  standings: Standings,
  userNo: number,
  seq: number,
  changed: ReadonlySet<number>,
  mine: ReadonlySet<number>,
): OwnRooms {
  const own: OwnRooms = { changed: [], ended: [] }
  for (const roomNo of changed) {
    const member = mine.has(roomNo) ? standings.member(roomNo, userNo) : undefined
    if (member?.membership === 'join') addOwn(own, reads, member, seq)
  }
  return own
}

function addOwn(own: OwnRooms, reads: SharedReads, member: MemberRow, seq: number): void {
  const room = reads.room(member.roomNo)
  if (room === undefined || room.lastSeq <= seq) return
  if (room.deletedSeq === null) own.changed.push({ room, member })
  else if (member.joinedSeq <= seq) own.ended.push(room.roomNo)
}

/** The rooms of somebody in which something happened last, `limit` of them; and whether there are more. */
export function newestRooms(
  store: ChatStore,
  userNo: number,
  limit: number,
): Pick<OwnRooms, 'changed'> & { more: boolean } {
  const members = store.members.newestRooms(userNo, limit + 1)
  const changed = members.slice(0, limit).flatMap((member) => {
    const room = store.rooms.find(member.roomNo)
    return room === undefined ? [] : [{ room, member }]
  })
  return { changed, more: members.length > limit }
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
export function timeline(
  store: ChatStore,
  reads: SharedReads,
  { room, member }: Pick<RoomNews, 'room' | 'member'>,
  seq: number,
  limit: number,
): RoomNews {
  const isNew = member.joinedSeq > seq
  const rows = isNew ? store.events.tail(room.roomNo, limit + 1) : reads.after(room.roomNo, seq, limit + 1)
  const limited = rows.length > limit
  return { room, member, events: limited ? rows.slice(1) : rows, limited, opens: isNew || limited }
}
