import type { RoomState } from '../chat/chat-state.ts'
import type { Message } from '../chat/timeline.ts'
import type { ChatSession } from '../session/chat-session.ts'
import { nameOf, pictureOf } from '../session/people.ts'
import { Avatar } from '../ui/avatar.tsx'
import { useObservable } from '../ui/use-observable.ts'
import { MessageActions } from './message-actions.tsx'
import { MessageBody } from './message-body.tsx'
import { Reactions } from './reactions.tsx'
import { ReplyQuote } from './reply-quote.tsx'
import type { Aim } from './room-view.tsx'

export interface MessageViewProps {
  session: ChatSession
  room: RoomState
  message: Message
  /** Whether it follows on from the same person, so that the name is not said again. */
  continues: boolean
  onAim: (aim: Aim) => void
}

/** One message, its reactions, and what can be done with it. */
export function MessageView({ session, room, message, continues, onAim }: MessageViewProps) {
  const directory = useObservable(session.people.known)
  const { sender, origin_server_ts } = message.event
  const name = nameOf(directory, sender)
  const isBot = directory[sender]?.role === 'bot'
  return (
    <article class={`message${continues ? ' continued' : ''}${mentions(message, session.me.user_id) ? ' for-me' : ''}`}>
      {continues ? (
        <Time ts={origin_server_ts} short />
      ) : (
        <Avatar id={sender} name={name} {...pictureOf(directory, sender)} />
      )}
      <div class="said">
        {!continues && (
          <header>
            <strong>{name}</strong>
            {isBot && <span class="tag">bot</span>}
            <Time ts={origin_server_ts} />
          </header>
        )}
        {message.replyTo !== undefined && <ReplyQuote session={session} room={room} eventId={message.replyTo} />}
        {message.removed ? (
          <p class="removed">This message was removed.</p>
        ) : (
          <MessageBody session={session} message={message} />
        )}
        {!message.removed && <Reactions session={session} message={message} />}
      </div>
      {!message.removed && <MessageActions session={session} room={room} message={message} onAim={onAim} />}
    </article>
  )
}

function Time({ ts, short }: { ts: number; short?: boolean }) {
  const date = new Date(ts)
  return (
    <time dateTime={date.toISOString()} title={date.toLocaleString()} class={short ? 'short' : ''}>
      {date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', ...(short && { hourCycle: 'h23' }) })}
    </time>
  )
}

function mentions({ content }: Message, me: string): boolean {
  const named = content['m.mentions']
  if (typeof named !== 'object' || named === null || !('user_ids' in named)) return false
  return Array.isArray(named.user_ids) && named.user_ids.includes(me)
}
