import type { Room } from '@bartab/sdk/schemas'
import type { ChatSession } from '../../session/chat-session.ts'
import { nameOf } from '../../session/people.ts'
import { useLoaded } from '../../ui/use-loaded.ts'
import { useObservable } from '../../ui/use-observable.ts'

/** Who may not come back, until the ban is lifted. */
export function BannedPart({ session, room }: { session: ChatSession; room: Room }) {
  const { rooms } = session.client
  const directory = useObservable(session.people.known)
  const { value, after } = useLoaded(session, () => Array.fromAsync(rooms.members(room.room_id, { membership: 'ban' })))
  if (value === undefined) return <p aria-busy="true">One moment…</p>
  if (value.length === 0) return <p class="hint">Nobody.</p>
  return (
    <ul class="choices">
      {value.map(({ user_id }) => (
        <li key={user_id}>
          <div>{nameOf(directory, user_id)}</div>
          <button type="button" class="small" onClick={() => after(() => rooms.unban(room.room_id, user_id))}>
            Lift the ban
          </button>
        </li>
      ))}
    </ul>
  )
}
