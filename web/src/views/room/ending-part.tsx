import type { Room } from '@bartab/sdk/schemas'
import { useState } from 'preact/hooks'
import type { ChatSession } from '../../session/chat-session.ts'
import type { Go } from '../../ui/use-place.ts'

export interface EndingPartProps {
  session: ChatSession
  room: Room
  go: Go
  onClose: () => void
}

/** Archiving can be undone. Deleting cannot, so its name must be typed. */
export function EndingPart({ session, room, go, onClose }: EndingPartProps) {
  const { rooms } = session.client
  const [typed, setTyped] = useState('')
  const archive = () => session.attempt(() => rooms.update(room.room_id, { archived: !room.archived }))
  const remove = () =>
    session.attempt(async () => {
      await rooms.remove(room.room_id)
      onClose()
      go(undefined)
    })
  return (
    <div class="ending">
      <p>
        {room.archived
          ? 'The room is archived: it can be read, and nothing more is written.'
          : 'An archived room stays to be read, and nothing more is written.'}
      </p>
      <button type="button" onClick={archive}>
        {room.archived ? 'Open it again' : 'Archive the room'}
      </button>
      <label>
        To delete the room for everybody and for good, type its name
        <input value={typed} placeholder={room.name} onInput={(event) => setTyped(event.currentTarget.value)} />
      </label>
      <button type="button" class="bad" disabled={typed.trim() !== room.name.trim()} onClick={remove}>
        Delete the room
      </button>
    </div>
  )
}
