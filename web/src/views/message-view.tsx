import type { TargetedMouseEvent } from 'preact'
import { useState } from 'preact/hooks'
import type { RoomState } from '../chat/chat-state.ts'
import type { Message } from '../chat/timeline.ts'
import type { ChatSession } from '../session/chat-session.ts'
import { MessageActions } from './message-actions.tsx'
import { MessageBody } from './message-body.tsx'
import { MessageOverlay, type Overlay } from './message-overlay.tsx'
import { MessageSender } from './message-sender.tsx'
import { Reactions } from './reactions.tsx'
import { ReplyQuote } from './reply-quote.tsx'
import type { RoomActs } from './room-acts.ts'
import { ThreadLink } from './thread-link.tsx'

export interface MessageViewProps {
  session: ChatSession
  room: RoomState
  message: Message
  acts: RoomActs
  /** Whether it follows on from the same person, so that the name is not said again. */
  continues?: boolean
  /** Whether one came here for this one. */
  isTarget?: boolean
  /** Whether the Tab key comes here; the arrow keys go on to the others. */
  isLast?: boolean
}

/** One message, its reactions, and what can be done with it. */
export function MessageView(props: MessageViewProps) {
  const { session, room, message, acts, continues = false, isTarget, isLast } = props
  const { removed, replyTo, thread, event } = message
  const [overlay, setOverlay] = useState<Overlay>()
  const openMenu = (press: TargetedMouseEvent<HTMLElement>) => {
    if (removed || wantsOwnMenu(press.target)) return
    press.preventDefault()
    setOverlay({ is: 'menu', at: { x: press.clientX, y: press.clientY } })
  }
  const isForMe = mentions(message, session.me.user_id)
  const kinds = ['message', continues && 'continued', isForMe && 'for-me', isTarget && 'target']
  return (
    <article
      class={kinds.filter(Boolean).join(' ')}
      data-event={event.event_id}
      tabIndex={isLast ? 0 : -1}
      onContextMenu={openMenu}
    >
      <MessageSender session={session} message={message} continues={continues} />
      <div class="said">
        {replyTo !== undefined && <ReplyQuote session={session} room={room} eventId={replyTo} />}
        {removed ? (
          <p class="removed">This message was removed.</p>
        ) : (
          <>
            <MessageBody session={session} message={message} onHistory={() => setOverlay({ is: 'history' })} />
            <Reactions session={session} message={message} />
          </>
        )}
        {thread && !acts.inThread && <ThreadLink message={message} acts={acts} />}
      </div>
      {!removed && <MessageActions message={message} acts={acts} onOpen={(is, at) => setOverlay({ is, at })} />}
      {overlay && (
        <MessageOverlay
          session={session}
          room={room}
          message={message}
          acts={acts}
          overlay={overlay}
          onChange={setOverlay}
        />
      )}
    </article>
  )
}

/** Links, pictures and selected words have a menu of the browser's that is of more use. */
function wantsOwnMenu(target: EventTarget | null): boolean {
  return getSelection()?.isCollapsed === false || (target instanceof Element && target.closest('a, img') !== null)
}

function mentions({ content }: Message, me: string): boolean {
  const named = content['m.mentions']
  if (typeof named !== 'object' || named === null) return false
  if ('room' in named && named.room === true) return true
  return 'user_ids' in named && Array.isArray(named.user_ids) && named.user_ids.includes(me)
}
