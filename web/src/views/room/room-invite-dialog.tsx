import type { Room } from '@bartab/sdk/schemas'
import { useEffect, useState } from 'preact/hooks'
import type { ChatSession } from '../../session/chat-session.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useObservable } from '../../ui/use-observable.ts'

export interface RoomInviteDialogProps {
  session: ChatSession
  room: Room
  onClose: () => void
}

/** Asks people and bots of this server into a room. */
export function RoomInviteDialog({ session, room, onClose }: RoomInviteDialogProps) {
  const directory = useObservable(session.people.known)
  const [present, setPresent] = useState<ReadonlySet<string>>()
  useEffect(() => {
    void session.attempt(async () => {
      await session.people.load()
      const those = (membership: 'join' | 'invite') =>
        Array.fromAsync(session.client.rooms.members(room.room_id, { membership }), ({ user_id }) => user_id)
      setPresent(new Set([...(await those('join')), ...(await those('invite'))]))
    })
  }, [session, room.room_id])
  const invite = (userId: string) =>
    session.attempt(async () => {
      await session.client.rooms.invite(room.room_id, userId)
      setPresent((known) => new Set([...(known ?? []), userId]))
    })
  const others = Object.values(directory).filter(({ user_id, disabled }) => !disabled && !present?.has(user_id))
  return (
    <Dialog title="Add people" onClose={onClose}>
      {present === undefined && <p aria-busy="true">One moment…</p>}
      {present && others.length === 0 && <p>Everybody on this server is here or invited.</p>}
      <ul class="choices">
        {present &&
          others.map((person) => (
            <li key={person.user_id}>
              <Avatar id={person.user_id} name={person.display_name} picture={person.avatar_url} />
              <div>
                <strong>{person.display_name}</strong>
                <small>
                  @{person.username}
                  {person.role === 'bot' && ' · bot'}
                </small>
              </div>
              <button type="button" class="small" onClick={() => invite(person.user_id)}>
                Invite
              </button>
            </li>
          ))}
      </ul>
    </Dialog>
  )
}
