import type { Room, RoomKind } from '@bartab/sdk/schemas'
import { useEffect, useState } from 'preact/hooks'
import type { ChatSession } from '../session/chat-session.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Form, field } from '../ui/form.tsx'
import type { Go } from '../ui/use-place.ts'

export interface RoomsDialogProps {
  session: ChatSession
  go: Go
  onClose: () => void
}

/** Make a room, or join a public one. */
export function RoomsDialog({ session, go, onClose }: RoomsDialogProps) {
  const enter = (roomId: string) => {
    onClose()
    go(roomId)
  }
  const create = async (fields: FormData) => {
    const topic = field(fields, 'topic')
    const kind: RoomKind = fields.has('private') ? 'private' : 'public'
    const name = field(fields, 'name') ?? ''
    const room = await session.client.rooms.create({ name, kind, ...(topic !== undefined && { topic }) })
    enter(room.room_id)
  }
  return (
    <Dialog title="Rooms" onClose={onClose}>
      <PublicRooms session={session} onEnter={enter} />
      <h3>Make a room</h3>
      <Form submit="Make the room" onSubmit={create}>
        <label>
          Name
          <input name="name" required maxLength={100} autofocus />
        </label>
        <label>
          Topic <span class="optional">optional</span>
          <input name="topic" maxLength={1000} />
        </label>
        <label class="check">
          <input name="private" type="checkbox" /> Private: by invitation only
        </label>
      </Form>
    </Dialog>
  )
}

function PublicRooms({ session, onEnter }: { session: ChatSession; onEnter: (roomId: string) => void }) {
  const [rooms, setRooms] = useState<Room[]>([])
  useEffect(() => {
    void session.attempt(async () => {
      const all = await Array.fromAsync(session.client.rooms.each({ scope: 'all' }))
      setRooms(all.filter(({ kind, membership }) => kind === 'public' && membership === 'leave'))
    })
  }, [session])
  const join = (roomId: string) =>
    session.attempt(async () => {
      await session.client.rooms.join(roomId)
      onEnter(roomId)
    })
  if (rooms.length === 0) return null
  return (
    <>
      <h3>Join a public room</h3>
      <ul class="choices">
        {rooms.map((room) => (
          <li key={room.room_id}>
            <div>
              <strong># {room.name}</strong>
              {room.topic && <small>{room.topic}</small>}
            </div>
            <span class="hint">{room.member_count} in it</span>
            <button type="button" class="small" onClick={() => join(room.room_id)}>
              Join
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
