import type { Message } from '../chat/timeline.ts'
import { Icon } from '../ui/icon.tsx'
import { MessageDate } from './message-time.tsx'
import type { RoomActs } from './room-acts.ts'

/** How much is said in the thread that begins here, and the way there. */
export function ThreadLink({ message, acts }: { message: Message; acts: RoomActs }) {
  const { thread, event } = message
  if (!thread) return null
  return (
    <button type="button" class="thread-link" onClick={() => acts.open({ is: 'thread', root: event.event_id })}>
      <Icon name="thread" size={16} />
      <strong>{thread.count === 1 ? '1 reply' : `${thread.count} replies`}</strong>
      <small>
        the last <MessageDate ts={thread.latestTs} />
      </small>
    </button>
  )
}
