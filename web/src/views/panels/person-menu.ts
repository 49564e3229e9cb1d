import type { Member, Room, RoomRole } from '@bartab/sdk/schemas'
import { powersOver } from '../../chat/moderation.ts'
import type { ChatSession } from '../../session/chat-session.ts'
import type { MenuItem } from '../../ui/menu.tsx'
import type { Go } from '../../ui/use-place.ts'
import type { Removal } from '../room/removal-dialog.tsx'

export interface PersonMenuProps {
  session: ChatSession
  room: Room
  member: Member
  go: Go
  onRemoval: (removal: Removal) => void
}

const muteTimes: readonly (readonly [string, number])[] = [
  ['ten minutes', 600],
  ['an hour', 3600],
  ['a day', 86_400],
]

const called: Record<RoomRole, string> = { owner: 'an owner', moderator: 'a moderator', member: 'a member' }

/** What one may do with somebody in a room. */
export function personMenu({ session, room, member, go, onRemoval }: PersonMenuProps): MenuItem[] {
  const { user_id, membership } = member
  const talk = () =>
    session.attempt(async () => {
      const direct = await session.client.rooms.create({ kind: 'direct', invite: [user_id] })
      go(direct.room_id)
    })
  const items: MenuItem[] =
    room.kind === 'direct' ? [] : [{ label: 'Talk in private', icon: 'thread', act: () => void talk() }]
  const { mayModerate, roles } = powersOver(member, { userId: session.me.user_id, role: room.role })
  if (room.kind === 'direct') return items
  const remove = (how: Removal['how']) => () => onRemoval({ userId: user_id, how })
  if (membership === 'join') items.push(...roles.map((role) => roleItem(session, room, user_id, role)))
  if (membership === 'join' && mayModerate) items.push(...muteItems(session, room, member))
  if (mayModerate) items.push({ label: 'Remove from the room', icon: 'logout', act: remove('kick'), bad: true })
  if (mayModerate) items.push({ label: 'Ban from the room', icon: 'close', act: remove('ban'), bad: true })
  return items
}

function roleItem(session: ChatSession, room: Room, userId: string, role: RoomRole): MenuItem {
  const act = () => void session.attempt(() => session.client.rooms.setRole(room.room_id, userId, role))
  return { label: `Make ${called[role]}`, icon: 'people', act }
}

function muteItems(session: ChatSession, room: Room, { user_id, muted_until_ts = 0 }: Member): MenuItem[] {
  const mute = (seconds: number) => () =>
    void session.attempt(() => session.client.rooms.mute(room.room_id, user_id, seconds))
  if (muted_until_ts > Date.now()) return [{ label: 'Give the voice back', icon: 'check', act: mute(0) }]
  return muteTimes.map(([time, seconds]) => ({ label: `Mute for ${time}`, icon: 'history', act: mute(seconds) }))
}
