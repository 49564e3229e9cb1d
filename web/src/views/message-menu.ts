import type { RoomState } from '../chat/chat-state.ts'
import type { Message } from '../chat/timeline.ts'
import type { ChatSession } from '../session/chat-session.ts'
import { hashOf } from '../session/place.ts'
import { copyText } from '../ui/clipboard.ts'
import type { MenuItem } from '../ui/menu.tsx'
import { isEditable, type RoomActs } from './room-acts.ts'

export interface MenuOfProps {
  session: ChatSession
  room: RoomState
  message: Message
  acts: RoomActs
  onHistory: () => void
}

/** Everything that the reader may do with a message. */
export function menuOf({ session, room, message, acts, onHistory }: MenuOfProps): MenuItem[] {
  const { room_id, event_id, sender } = message.event
  const { messages } = session.client
  const isMine = sender === session.me.user_id
  const mayModerate = room.info.role !== 'member'
  const isPinned = room.info.pinned?.includes(event_id) ?? false
  const setPin = () => session.attempt(() => messages[isPinned ? 'unpin' : 'pin'](room_id, event_id))
  const link = new URL(hashOf(room_id, event_id), location.href).href
  const remove = () => {
    if (confirm('Remove this message for everybody?')) void session.attempt(() => messages.redact(room_id, event_id))
  }
  const items: (MenuItem | false)[] = [
    acts.mayWrite && { label: 'Reply', icon: 'reply', act: () => acts.aim({ does: 'reply', message }) },
    acts.mayWrite &&
      !acts.inThread && {
        label: 'Answer in a thread',
        icon: 'thread',
        act: () => acts.open({ is: 'thread', root: event_id }),
      },
    acts.mayWrite &&
      isMine &&
      isEditable(message) && { label: 'Edit', icon: 'edit', act: () => acts.aim({ does: 'edit', message }) },
    acts.mayWrite && mayModerate && { label: isPinned ? 'Unpin' : 'Pin', icon: 'pin', act: () => void setPin() },
    message.edited && { label: 'What it said before', icon: 'history', act: onHistory },
    message.body !== '' && { label: 'Copy the text', icon: 'copy', act: () => void copyText(message.body) },
    { label: 'Copy the link', icon: 'link', act: () => void copyText(link) },
    (isMine || mayModerate) && { label: 'Delete', icon: 'trash', act: remove, bad: true },
  ]
  return items.filter((item) => item !== false)
}
