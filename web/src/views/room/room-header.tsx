import type { Room } from '@bartab/sdk/schemas'
import { useState } from 'preact/hooks'
import type { ChatSession } from '../session/chat-session.ts'
import { roomName } from '../ui/room-name.ts'
import { useObservable } from '../ui/use-observable.ts'
import { RoomInviteDialog } from './room-invite-dialog.tsx'

export interface RoomHeaderProps {
  session: ChatSession
  room: Room
  onPeople: () => void
}

/** The room's name and topic, and what can be done with the room as a whole. */
export function RoomHeader({ session, room, onPeople }: RoomHeaderProps) {
  const directory = useObservable(session.people.known)
  const [inviting, setInviting] = useState(false)
  return (
    <header class="room-header">
      <a class="back" href="#/" aria-label="Back to the rooms">
        ‹
      </a>
      <div class="what">
        <h1>{roomName(room, directory)}</h1>
        {room.topic && <p title={room.topic}>{room.topic}</p>}
      </div>
      {room.kind !== 'direct' && (
        <button type="button" class="small" onClick={() => setInviting(true)}>
          Add people
        </button>
      )}
      <button type="button" class="quiet small" onClick={onPeople}>
        <span aria-hidden="true">👥</span> {room.member_count}
        <span class="unseen"> people</span>
      </button>
      {inviting && <RoomInviteDialog session={session} room={room} onClose={() => setInviting(false)} />}
    </header>
  )
}
