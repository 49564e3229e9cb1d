import type { Member } from '@bartab/sdk/schemas'
import { useState } from 'preact/hooks'
import type { RoomState } from '../../chat/chat-state.ts'
import type { ChatSession } from '../../session/chat-session.ts'
import { useMembers } from '../../ui/use-members.ts'
import { useObservable } from '../../ui/use-observable.ts'
import type { Go } from '../../ui/use-place.ts'
import { type Removal, RemovalDialog } from '../room/removal-dialog.tsx'
import { PersonEntry } from './person-entry.tsx'
import { SidePanel } from './side-panel.tsx'

export interface PeoplePanelProps {
  session: ChatSession
  room: RoomState
  go: Go
  onClose: () => void
}

/** Who is in the room, those who are there first, and what can be done with each. */
export function PeoplePanel({ session, room, go, onClose }: PeoplePanelProps) {
  const { presence } = useObservable(session.chat)
  const { joined, invited } = useMembers(session, room)
  const [removal, setRemoval] = useState<Removal>()
  const isHere = ({ user_id }: Member) => presence[user_id]?.status === 'online' || user_id === session.me.user_id
  const groups = [
    ['Here', joined.filter(isHere)],
    ['Away', joined.filter((member) => !isHere(member))],
    ['Invited', invited],
  ] as const
  return (
    <SidePanel title="People" class="people" onClose={onClose}>
      {joined.length === 0 && <p class="hint">One moment…</p>}
      {groups
        .filter(([, members]) => members.length > 0)
        .map(([title, members]) => (
          <section key={title}>
            <h3>
              {title} · {members.length}
            </h3>
            <ul>
              {members.map((member) => (
                <PersonEntry
                  key={member.user_id}
                  session={session}
                  room={room.info}
                  member={member}
                  isHere={title === 'Here'}
                  go={go}
                  onRemoval={setRemoval}
                />
              ))}
            </ul>
          </section>
        ))}
      {removal && (
        <RemovalDialog session={session} room={room.info} removal={removal} onClose={() => setRemoval(undefined)} />
      )}
    </SidePanel>
  )
}
