import type { MemberRow } from '../store/member-table.ts'
import type { RoomRow } from '../store/room-table.ts'
import type { Ledger } from './ledger.ts'
import { writeMember } from './membership.ts'
import { outranks } from './standing.ts'

/**
 * Takes somebody whose account is gone out of every room, and answers how many those were. What they wrote stays. A
 * room whose last owner they were gets another: who moderates it, or else who has been there the longest.
 */
export function depart(ledger: Ledger, userId: string): number {
  const userNo = ledger.store.users.find(userId)
  if (userNo === undefined) return 0
  const { members } = ledger.store
  const held = [...members.rooms(userNo, 'join'), ...members.rooms(userNo, 'invite')]
  return held.filter((member) => departFrom(ledger, userId, member)).length
}

function departFrom(ledger: Ledger, userId: string, member: MemberRow): boolean {
  const room = ledger.store.rooms.find(member.roomNo)
  if (room === undefined || room.deletedSeq !== null) return false
  const heir = member.membership === 'join' && member.role === 'owner' ? heirOf(ledger, room, member) : undefined
  if (heir !== undefined) {
    const name = ledger.store.users.name(heir.userNo)
    writeMember(ledger, room, member.userNo, name, { membership: 'join', role: 'owner' })
  }
  writeMember(ledger, room, member.userNo, userId, { membership: 'leave' })
  return true
}

/** Who becomes the owner of a room that would have none. */
function heirOf({ store }: Ledger, room: RoomRow, { userNo }: MemberRow): MemberRow | undefined {
  if (room.kind === 'direct' || store.members.ownerCount(room.roomNo) > 1) return undefined
  const others = store.members.joined(room.roomNo).filter((no) => no !== userNo)
  const rows = others.flatMap((no) => store.members.find(room.roomNo, no) ?? [])
  return rows.sort((a, b) => rank(b) - rank(a) || a.joinedSeq - b.joinedSeq)[0]
}

const rank = ({ role }: MemberRow): number => (outranks(role, 'member') ? 1 : 0)
