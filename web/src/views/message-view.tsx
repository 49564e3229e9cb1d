import type { TargetedMouseEvent } from 'preact'
import { useState } from 'preact/hooks'
import type { RoomState } from '../chat/chat-state.ts'
import type { Message } from '../chat/timeline.ts'
import type { ChatSession } from '../session/chat-session.ts'
import { pictureOf, senderOf } from '../session/people.ts'
import { Avatar } from '../ui/avatar.tsx'
import { EmojiPicker } from '../ui/emoji-picker.tsx'
import { Menu } from '../ui/menu.tsx'
import type { Point } from '../ui/popover.tsx'
import { useObservable } from '../ui/use-observable.ts'
import { HistoryDialog } from './history-dialog.tsx'
import { MessageActions } from './message-actions.tsx'
import { MessageBody } from './message-body.tsx'
import { menuOf } from './message-menu.ts'
import { MessageTime } from './message-time.tsx'
import { Reactions, toggleReaction } from './reactions.tsx'
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

type Open = { is: 'menu' | 'emoji'; at: Point } | { is: 'history' }

/** One message, its reactions, and what can be done with it. */
export function MessageView(props: MessageViewProps) {
  const { session, room, message, acts, continues, isTarget, isLast } = props
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  const context = (event: TargetedMouseEvent<HTMLElement>) => {
    if (message.removed || wantsOwnMenu(event.target)) return
    event.preventDefault()
    setOpen({ is: 'menu', at: { x: event.clientX, y: event.clientY } })
  }
  const kinds = [
    'message',
    continues && 'continued',
    mentions(message, session.me.user_id) && 'for-me',
    isTarget && 'target',
  ]
  const history = () => setOpen({ is: 'history' })
  return (
    <article
      class={kinds.filter(Boolean).join(' ')}
      data-event={message.event.event_id}
      tabIndex={isLast ? 0 : -1}
      onContextMenu={context}
    >
      <Sender session={session} message={message} continues={continues ?? false} />
      <div class="said">
        {message.replyTo !== undefined && <ReplyQuote session={session} room={room} eventId={message.replyTo} />}
        {message.removed ? (
          <p class="removed">This message was removed.</p>
        ) : (
          <>
            <MessageBody session={session} message={message} onHistory={history} />
            <Reactions session={session} message={message} />
          </>
        )}
        {message.thread && !acts.inThread && <ThreadLink message={message} acts={acts} />}
      </div>
      {!message.removed && (
        <MessageActions room={room} message={message} acts={acts} onOpen={(is, at) => setOpen({ is, at })} />
      )}
      {open?.is === 'menu' && (
        <Menu
          label="This message"
          items={menuOf({ session, room, message, acts, onHistory: history })}
          at={open.at}
          onClose={close}
        />
      )}
      {open?.is === 'emoji' && (
        <EmojiPicker
          at={open.at}
          onClose={close}
          onPick={(key) => toggleReaction(session, message, key, hasMine(message, key))}
        />
      )}
      {open?.is === 'history' && <HistoryDialog session={session} event={message.event} onClose={close} />}
    </article>
  )
}

function Sender({ session, message, continues }: { session: ChatSession; message: Message; continues: boolean }) {
  const directory = useObservable(session.people.known)
  const { sender, origin_server_ts } = message.event
  if (continues) return <MessageTime ts={origin_server_ts} short />
  const { name, kind } = senderOf(directory, message.event)
  return (
    <>
      <Avatar id={sender} name={name} {...pictureOf(directory, sender)} />
      <header>
        <strong>{name}</strong>
        {kind && <span class="tag">{kind}</span>}
        <MessageTime ts={origin_server_ts} />
      </header>
    </>
  )
}

function hasMine({ reactions }: Message, key: string): boolean {
  return reactions.some((reaction) => reaction.key === key && reaction.mine)
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
