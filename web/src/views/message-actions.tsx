import type { Message } from '../chat/timeline.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { below, type Point } from '../ui/popover.tsx'
import type { RoomActs } from './room-acts.ts'

export interface MessageActionsProps {
  message: Message
  acts: RoomActs
  onOpen: (what: 'menu' | 'emoji', at: Point) => void
}

/** What is done with a message most; shown where the pointer or the focus is. Everything else is in the menu. */
export function MessageActions({ message, acts, onOpen }: MessageActionsProps) {
  const root = message.event.event_id
  return (
    <div class="actions" role="toolbar" aria-label="Message actions">
      {acts.mayWrite && (
        <>
          <IconButton
            icon="smile"
            label="React"
            onClick={({ currentTarget }) => onOpen('emoji', below(currentTarget))}
          />
          <IconButton icon="reply" label="Reply" onClick={() => acts.aim({ does: 'reply', message })} />
          {!acts.inThread && (
            <IconButton icon="thread" label="Answer in a thread" onClick={() => acts.open({ is: 'thread', root })} />
          )}
        </>
      )}
      <IconButton icon="more" label="More" onClick={({ currentTarget }) => onOpen('menu', below(currentTarget))} />
    </div>
  )
}
