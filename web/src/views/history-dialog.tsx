import type { ChatEvent, EventVersion } from '@bartab/sdk/schemas'
import { useEffect, useState } from 'preact/hooks'
import type { ChatSession } from '../session/chat-session.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Words } from './message-body.tsx'
import { MessageDate } from './message-time.tsx'

export interface HistoryDialogProps {
  session: ChatSession
  event: ChatEvent
  onClose: () => void
}

/** What a message has said, the newest version first. */
export function HistoryDialog({ session, event, onClose }: HistoryDialogProps) {
  const [versions, setVersions] = useState<EventVersion[]>()
  useEffect(() => {
    const { room_id, event_id } = event
    void session.attempt(async () => setVersions(await session.client.messages.versions(room_id, event_id)))
  }, [event.event_id])
  return (
    <Dialog title="What it said before" onClose={onClose}>
      {versions === undefined && <p aria-busy="true">One moment…</p>}
      <ol class="versions">
        {versions?.toReversed().map(({ event_id, origin_server_ts, content }) => (
          <li key={event_id}>
            <MessageDate ts={origin_server_ts} />
            <Words content={content} />
          </li>
        ))}
      </ol>
    </Dialog>
  )
}
