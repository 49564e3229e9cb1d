import { useEffect } from 'preact/hooks'
import type { ChatState, RoomState } from '../chat/chat-state.ts'

/** The window's title: what is unread, and where one is. */
export function useTitle(chat: ChatState, room: RoomState | undefined): void {
  const unread = Object.values(chat.rooms).reduce((sum, { info }) => sum + info.unread, 0)
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${room?.info.name ? `${room.info.name} · ` : ''}BarTAB`
  }, [unread, room?.info.name])
}
