import { Problem } from '@bartab/sdk/problems'
import type { MemberList, Membership } from '@bartab/sdk/schemas'
import type { ChatStore } from '../store/chat-store.ts'
import { requireMember } from './standing.ts'

export interface MemberListQuery {
  membership?: Membership
  from?: string
  limit?: number
}

/** One page of a room's members, for its members. */
export function listMembers(store: ChatStore, who: string, roomId: string, query: MemberListQuery): MemberList {
  const { room } = requireMember(store, roomId, who)
  const after = Number(query.from ?? 0)
  if (!Number.isSafeInteger(after) || after < 0) throw new Problem('CURSOR_INVALID')
  const limit = query.limit ?? 500
  const rows = store.members.page(room.roomNo, after, query.membership ?? 'join', limit + 1)
  const page = rows.slice(0, limit)
  const members = page.map(({ userNo, membership, role, mutedUntilTs }) => ({
    user_id: store.users.name(userNo),
    membership,
    role,
    ...(mutedUntilTs === 0 ? {} : { muted_until_ts: mutedUntilTs }),
  }))
  return { members, ...(rows.length > limit ? { next: String(page.at(-1)?.userNo) } : {}) }
}
