import type { ChatEvent } from '@bartab/sdk/schemas'
import { useEffect, useState } from 'preact/hooks'
import type { RoomState } from '../../chat/chat-state.ts'
import { plainOf } from '../../chat/light-markup.ts'
import { text } from '../../chat/relations.ts'
import type { ChatSession } from '../../session/chat-session.ts'
import { FoundMessage } from './found-message.tsx'
import { SidePanel } from './side-panel.tsx'

export interface PinsPanelProps {
  session: ChatSession
  room: RoomState
  onClose: () => void
}

/** The messages that the room keeps in view, the newest pin first. */
export function PinsPanel({ session, room, onClose }: PinsPanelProps) {
  const { room_id, pinned = [], role } = room.info
  const [pins, setPins] = useState<ChatEvent[]>()
  useEffect(() => {
    void session.attempt(async () => setPins(await session.client.messages.pins(room_id)))
  }, [room_id, pinned.join()])
  const unpin = (eventId: string) => session.attempt(() => session.client.messages.unpin(room_id, eventId))
  return (
    <SidePanel title="Pinned" onClose={onClose}>
      {pins === undefined && <p class="hint">One moment…</p>}
      {pins?.length === 0 && (
        <p class="hint">
          Nothing is pinned. {role === 'member' ? 'Moderators pin' : 'Pin'} a message in its menu, so that everybody
          finds it.
        </p>
      )}
      {pins?.map((event) => (
        <div key={event.event_id} class="pinned">
          <FoundMessage session={session} event={event}>
            <span class="excerpt">{plainOf(text(event.content.body))}</span>
          </FoundMessage>
          {role !== 'member' && (
            <button type="button" class="quiet small" onClick={() => unpin(event.event_id)}>
              Unpin
            </button>
          )}
        </div>
      ))}
    </SidePanel>
  )
}
