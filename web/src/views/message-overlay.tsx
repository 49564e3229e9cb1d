import type { RoomState } from '../chat/chat-state.ts'
import type { Message } from '../chat/timeline.ts'
import type { ChatSession } from '../session/chat-session.ts'
import { EmojiPicker } from '../ui/emoji-picker.tsx'
import { Menu } from '../ui/menu.tsx'
import type { Point } from '../ui/popover.tsx'
import { HistoryDialog } from './history-dialog.tsx'
import { menuOf } from './message-menu.ts'
import { toggleReaction } from './reactions.tsx'
import type { RoomActs } from './room-acts.ts'

/** What is open over a message. */
export type Overlay = { is: 'menu' | 'emoji'; at: Point } | { is: 'history' }

export interface MessageOverlayProps {
  session: ChatSession
  room: RoomState
  message: Message
  acts: RoomActs
  overlay: Overlay
  onChange: (overlay: Overlay | undefined) => void
}

/** The menu of a message, the emoji for it, or what it said before. */
export function MessageOverlay({ session, room, message, acts, overlay, onChange }: MessageOverlayProps) {
  const close = () => onChange(undefined)
  if (overlay.is === 'history') return <HistoryDialog session={session} event={message.event} onClose={close} />
  if (overlay.is === 'emoji') {
    const react = (key: string) => toggleReaction(session, message, key, hasMine(message, key))
    return <EmojiPicker at={overlay.at} onClose={close} onPick={react} />
  }
  const items = menuOf({ session, room, message, acts, onHistory: () => onChange({ is: 'history' }) })
  return <Menu label="This message" items={items} at={overlay.at} onClose={close} />
}

function hasMine({ reactions }: Message, key: string): boolean {
  return reactions.some((reaction) => reaction.key === key && reaction.mine)
}
