import { Problem } from '@bartab/sdk/problems'
import type { Membership, RoomRole } from '@bartab/sdk/schemas'
import type { MemberRow } from '../store/member-table.ts'
import type { RoomRow } from '../store/room-table.ts'
import { because } from './content.ts'
import type { Ledger } from './ledger.ts'
import { findMember, findRoom, noRoom, requireMember, requireRole, type Standing } from './standing.ts'

/** What a member event says. */
export interface MemberContent {
  membership: Membership
  role?: RoomRole
  muted_until_ts?: number
  mention_room?: true
  reason?: string
}

/** Comes into a public room, or into one that one is invited to. Being in it already is fine. */
export function join(ledger: Ledger, who: string, roomId: string): RoomRow {
  const room = findRoom(ledger.store, roomId)
  const member = findMember(ledger.store, room, who)
  if (member?.membership === 'join') return room
  requireDoor(room, member)
  // a room that everybody left has no owner who could give it another
  const role = room.kind === 'direct' || room.memberCount === 0 ? 'owner' : 'member'
  const joined: MemberContent = { membership: 'join', role, ...kept(member) }
  writeMember(ledger, room, ledger.store.users.intern(who), who, joined)
  return room
}

function requireDoor(room: RoomRow, member: MemberRow | undefined): void {
  if (member?.membership === 'invite') return
  if (room.kind !== 'public') throw noRoom()
  if (member?.membership === 'ban') throw new Problem('MEMBER_BANNED')
}

/** Goes out of a room, or turns an invitation down. A room with others in it keeps an owner. */
export function leave(ledger: Ledger, who: string, roomId: string): void {
  const room = findRoom(ledger.store, roomId)
  const member = findMember(ledger.store, room, who)
  if (member?.membership !== 'join' && member?.membership !== 'invite') throw noRoom()
  const last = member.membership === 'join' && member.role === 'owner' && room.kind !== 'direct' && room.memberCount > 1
  if (last && ledger.store.members.ownerCount(room.roomNo) === 1) throw new Problem('LAST_OWNER')
  writeMember(ledger, room, member.userNo, who, { membership: 'leave', ...kept(member) })
}

/** Asks somebody in. Any member may; asking twice is fine. */
export function invite(ledger: Ledger, who: string, roomId: string, target: string, reason?: string): void {
  const standing = requireMember(ledger.store, roomId, who)
  if (standing.room.kind === 'direct') throw new Problem('ROOM_IS_DIRECT')
  const member = findMember(ledger.store, standing.room, target)
  if (member?.membership === 'ban') throw new Problem('MEMBER_BANNED')
  if (member?.membership === 'join' || member?.membership === 'invite') return
  const invited: MemberContent = { membership: 'invite', ...kept(member), ...because(reason) }
  writeMember(ledger, standing.room, standing.member.userNo, target, invited)
}

/** Puts somebody out of the room; with `ban`, for good. */
export function remove(
  ledger: Ledger,
  who: string,
  roomId: string,
  target: string,
  how: 'leave' | 'ban',
  reason?: string,
): void {
  const standing = moderator(ledger, who, roomId)
  const member = findMember(ledger.store, standing.room, target)
  if (member?.membership === how) return
  if (how === 'leave' && (member === undefined || member.membership === 'ban')) throw new Problem('MEMBER_NOT_FOUND')
  requireHigher(standing, member)
  writeMember(ledger, standing.room, standing.member.userNo, target, {
    membership: how,
    ...muteOf(member),
    ...because(reason),
  })
}

/** Lifts a ban. The person is outside then, and may come in like anybody. */
export function unban(ledger: Ledger, who: string, roomId: string, target: string): void {
  const standing = moderator(ledger, who, roomId)
  const member = findMember(ledger.store, standing.room, target)
  if (member?.membership !== 'ban') throw new Problem('MEMBER_NOT_FOUND')
  writeMember(ledger, standing.room, standing.member.userNo, target, { membership: 'leave', ...muteOf(member) })
}

/** Takes somebody's voice for a time, or gives it back with 0 seconds. */
export function mute(
  ledger: Ledger,
  who: string,
  roomId: string,
  target: string,
  seconds: number,
  reason?: string,
): void {
  const standing = moderator(ledger, who, roomId)
  const member = inRoom(ledger, standing, target)
  requireHigher(standing, member)
  const until = seconds === 0 ? {} : { muted_until_ts: ledger.now() + seconds * 1000 }
  const muted: MemberContent = {
    membership: 'join',
    role: member.role,
    ...rightOf(member.mentionRoom === 1),
    ...until,
    ...because(reason),
  }
  writeMember(ledger, standing.room, standing.member.userNo, target, muted)
}

/** What an owner gives somebody: a role, and to a bot the right to mention everybody. */
export interface Grant {
  role: RoomRole
  mention_room?: boolean
}

/** Gives somebody another role or right. Owners alone; the last one cannot step down. */
export function setRole(ledger: Ledger, who: string, roomId: string, target: string, grant: Grant): void {
  const standing = requireMember(ledger.store, roomId, who)
  if (standing.room.kind === 'direct') throw new Problem('ROOM_IS_DIRECT')
  requireRole(standing, 'owner')
  const member = inRoom(ledger, standing, target)
  const mayMention = grant.mention_room ?? member.mentionRoom === 1
  if (member.role === grant.role && mayMention === (member.mentionRoom === 1)) return
  const isLast = member.role === 'owner' && ledger.store.members.ownerCount(standing.room.roomNo) === 1
  if (isLast && grant.role !== 'owner') throw new Problem('LAST_OWNER')
  const content: MemberContent = { membership: 'join', role: grant.role, ...muteOf(member), ...rightOf(mayMention) }
  writeMember(ledger, standing.room, standing.member.userNo, target, content)
}

function moderator(ledger: Ledger, who: string, roomId: string): Standing {
  const standing = requireMember(ledger.store, roomId, who)
  if (standing.room.kind === 'direct') throw new Problem('ROOM_IS_DIRECT')
  requireRole(standing, 'moderator')
  return standing
}

function inRoom(ledger: Ledger, { room }: Standing, target: string): MemberRow {
  const member = findMember(ledger.store, room, target)
  if (member?.membership !== 'join') throw new Problem('MEMBER_NOT_FOUND')
  return member
}

function requireHigher({ member }: Standing, target: MemberRow | undefined): void {
  if (target?.membership !== 'join' || target.role === 'member') return
  if (member.role !== 'owner' || target.role === 'owner')
    throw new Problem('ROLE_TOO_LOW', { detail: `the other is ${target.role}` })
}

/** What somebody is to the room from now on, as an event of the log. */
export function writeMember(
  ledger: Ledger,
  room: RoomRow,
  senderNo: number,
  target: string,
  content: MemberContent,
): void {
  ledger.append({ type: 'm.room.member', roomNo: room.roomNo, senderNo, stateKey: target, content: { ...content } })
}

/** A mute outlives going out, however that came, and coming back; where one left by themselves, so does a bot's right to mention everybody. */
const kept = (member: MemberRow | undefined) => ({ ...muteOf(member), ...rightOf(member?.mentionRoom === 1) })
const muteOf = (member: MemberRow | undefined) =>
  member === undefined || member.mutedUntilTs === 0 ? {} : { muted_until_ts: member.mutedUntilTs }
const rightOf = (mayMention: boolean) => (mayMention ? { mention_room: true as const } : {})
