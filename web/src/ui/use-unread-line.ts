import { useEffect, useState } from 'preact/hooks'
import type { RoomState } from '../chat/chat-state.ts'
import { firstUnread } from '../chat/unread-line.ts'

/** The first message that was new when one came to the room, or came back to its window. */
export function useUnreadLine({ info, events }: RoomState): string | undefined {
  const [line, setLine] = useState(() => firstUnread(events, info.unread))
  useEffect(() => {
    if (document.hidden && info.unread > 0) setLine(firstUnread(events, info.unread))
  }, [info.unread])
  return line
}
