import type { RoomState } from '../chat/chat-state.ts'
import type { Message } from '../chat/timeline.ts'
import type { ChatSession } from '../session/chat-session.ts'
import { toggleReaction } from './reactions.tsx'
import { type Aim, isEditable } from './room-view.tsx'

const quickReactions = ['👍', '❤️', '😂', '🎉']

export interface MessageActionsProps {
  session: ChatSession
  room: RoomState
  message: Message
  onAim: (aim: Aim) => void
}

/** What can be done with one message; shown where the pointer or the focus is. */
export function MessageActions({ session, room, message, onAim }: MessageActionsProps) {
  const mine = message.event.sender === session.me.user_id
  const mayRemove = mine || room.info.role !== 'member'
  const remove = () => {
    if (!confirm('Remove this message for everybody?')) return
    void session.attempt(() => session.client.messages.redact(message.event.room_id, message.event.event_id))
  }
  const reacted = (key: string) => message.reactions.some((reaction) => reaction.key === key && reaction.mine)
  return (
    <div class="actions" role="toolbar" aria-label="Message actions">
      {quickReactions.map((key) => (
        <button
          type="button"
          key={key}
          aria-label={`React with ${key}`}
          onClick={() => toggleReaction(session, message, key, reacted(key))}
        >
          {key}
        </button>
      ))}
      <button type="button" onClick={() => onAim({ does: 'reply', message })}>
        Reply
      </button>
      {mine && isEditable(message) && (
        <button type="button" onClick={() => onAim({ does: 'edit', message })}>
          Edit
        </button>
      )}
      {mayRemove && (
        <button type="button" onClick={remove}>
          Delete
        </button>
      )}
    </div>
  )
}
