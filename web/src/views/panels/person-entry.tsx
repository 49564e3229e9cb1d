import type { Member, Room } from '@bartab/sdk/schemas'
import { useState } from 'preact/hooks'
import type { ChatSession } from '../../session/chat-session.ts'
import { nameOf, pictureOf } from '../../session/people.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Menu } from '../../ui/menu.tsx'
import { below, type Point } from '../../ui/popover.tsx'
import { useObservable } from '../../ui/use-observable.ts'
import type { Go } from '../../ui/use-place.ts'
import type { Removal } from '../room/removal-dialog.tsx'
import { personMenu } from './person-menu.ts'

export interface PersonEntryProps {
  session: ChatSession
  room: Room
  member: Member
  isHere: boolean
  go: Go
  onRemoval: (removal: Removal) => void
}

/** Somebody in the room; pressing them shows what can be done. */
export function PersonEntry({ session, room, member, isHere, go, onRemoval }: PersonEntryProps) {
  const directory = useObservable(session.people.known)
  const [menuAt, setMenuAt] = useState<Point>()
  const { user_id, role, muted_until_ts = 0 } = member
  const name = nameOf(directory, user_id)
  return (
    <li>
      <button
        type="button"
        disabled={user_id === session.me.user_id}
        aria-haspopup="menu"
        onClick={({ currentTarget }) => setMenuAt(below(currentTarget))}
      >
        <Avatar id={user_id} name={name} {...pictureOf(directory, user_id)} online={isHere} />
        <span class="name">{name}</span>
        {directory[user_id]?.role === 'bot' && <span class="tag">bot</span>}
        {muted_until_ts > Date.now() && (
          <span class="tag" title={`until ${new Date(muted_until_ts).toLocaleString()}`}>
            muted
          </span>
        )}
        {room.kind !== 'direct' && role !== 'member' && <span class="tag">{role}</span>}
      </button>
      {menuAt && (
        <Menu
          label={name}
          at={menuAt}
          onClose={() => setMenuAt(undefined)}
          items={personMenu({ session, room, member, go, onRemoval })}
        />
      )}
    </li>
  )
}
