import type { Member, RoomRole } from '@bartab/sdk/schemas'

/** What one may do with somebody else in a room. */
export interface Powers {
  /** Mute, remove and ban. */
  mayModerate: boolean
  /** The roles that one may give them. */
  roles: readonly RoomRole[]
}

const none: Powers = { mayModerate: false, roles: [] }
const roles: readonly RoomRole[] = ['owner', 'moderator', 'member']

/** What the server will allow. Owners moderate all but owners, moderators members alone; owners give roles. */
export function powersOver(member: Pick<Member, 'user_id' | 'role'>, me: { userId: string; role: RoomRole }): Powers {
  if (member.user_id === me.userId || me.role === 'member') return none
  return {
    mayModerate: me.role === 'owner' ? member.role !== 'owner' : member.role === 'member',
    roles: me.role === 'owner' ? roles.filter((role) => role !== member.role) : [],
  }
}
