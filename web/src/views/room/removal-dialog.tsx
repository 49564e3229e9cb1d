import type { Room } from '@bartab/sdk/schemas'
import type { ChatSession } from '../../session/chat-session.ts'
import { nameOf } from '../../session/people.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Form, field } from '../../ui/form.tsx'

/** Whom to put out of a room, and whether for good. */
export interface Removal {
  userId: string
  how: 'kick' | 'ban'
}

export interface RemovalDialogProps {
  session: ChatSession
  room: Room
  removal: Removal
  onClose: () => void
}

/** Asks for a reason before somebody is put out of a room. */
export function RemovalDialog({ session, room, removal: { userId, how }, onClose }: RemovalDialogProps) {
  const name = nameOf(session.people.known.value, userId)
  const remove = async (fields: FormData) => {
    await session.client.rooms[how](room.room_id, userId, field(fields, 'reason'))
    onClose()
  }
  return (
    <Dialog title={how === 'ban' ? `Ban ${name}?` : `Remove ${name}?`} onClose={onClose}>
      <Form submit={how === 'ban' ? 'Ban' : 'Remove'} onSubmit={remove}>
        <p>
          {how === 'ban'
            ? `${name} leaves ${room.name} and cannot come back until the ban is lifted in the room’s settings.`
            : `${name} leaves ${room.name}, and may come back ${room.kind === 'public' ? 'at any time' : 'when invited'}.`}
        </p>
        <label>
          Reason <span class="optional">everybody in the room sees it</span>
          <input name="reason" maxLength={500} />
        </label>
      </Form>
    </Dialog>
  )
}
