import type { Room, RoomKind } from '@bartab/sdk/schemas'
import type { ChatSession } from '../session/chat-session.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Form, field } from '../ui/form.tsx'
import { useLoaded } from '../ui/use-loaded.ts'
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
  const { value: rooms } = useLoaded(session, () => roomsToJoin(session))
  const join = (roomId: string) =>
    session.attempt(async () => {
      await session.client.rooms.join(roomId)
      onEnter(roomId)
    })
  return (
    <>
      <h3>Join a public room</h3>
      {rooms === undefined && <p aria-busy="true">One moment…</p>}
      {rooms?.length === 0 && <p class="hint">There is none that you are not in.</p>}
      <ul class="choices">
        {rooms?.map((room) => (
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

async function roomsToJoin({ client }: ChatSession): Promise<Room[]> {
  const all = await Array.fromAsync(client.rooms.each({ scope: 'all' }))
  return all.filter(({ kind, membership }) => kind === 'public' && membership === 'leave')
}
