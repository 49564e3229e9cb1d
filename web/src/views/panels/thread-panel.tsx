import { useMemo, useRef, useState } from 'preact/hooks'
import type { RoomState } from '../../chat/chat-state.ts'
import { relationTo } from '../../chat/outgoing.ts'
import { timelineOf } from '../../chat/timeline.ts'
import type { ChatSession } from '../../session/chat-session.ts'
import { useStickyScroll } from '../../ui/use-sticky-scroll.ts'
import { useThread } from '../../ui/use-thread.ts'
import { Composer } from '../composer/composer.tsx'
import { Drafts } from '../drafts.tsx'
import { MessageList } from '../message-list.tsx'
import { MessageView } from '../message-view.tsx'
import { type Aim, isEditable, type RoomActs } from '../room-acts.ts'
import { SidePanel } from './side-panel.tsx'

export interface ThreadPanelProps {
  session: ChatSession
  room: RoomState
  rootId: string
  /** A reply that one came here for. */
  targetId: string | undefined
  onClose: () => void
}

/** A thread: the message that it begins with, its replies, and where one answers. */
export function ThreadPanel({ session, room, rootId, targetId, onClose }: ThreadPanelProps) {
  const { room_id, archived } = room.info
  const me = session.me.user_id
  const [aim, setAim] = useState<Aim>()
  const { root, replies, older } = useThread(session, room, rootId, targetId)
  const also = room.events
  const [first] = useMemo(() => (root ? timelineOf([root], me, { also }) : []), [root, also])
  const entries = useMemo(() => timelineOf(replies, me, { also, thread: rootId }), [replies.length, also])
  const scroller = useRef<HTMLDivElement>(null)
  const target = useMemo(() => (targetId === undefined ? undefined : { eventId: targetId }), [targetId])
  useStickyScroll(scroller, { firstId: replies[0]?.event_id, target, isPresent: true })
  const acts: RoomActs = { aim: setAim, open: () => {}, inThread: true, mayWrite: !archived }
  const editLast = () => {
    const last = entries.findLast((one) => one.kind === 'message' && one.event.sender === me && isEditable(one))
    if (last?.kind === 'message') setAim({ does: 'edit', message: last })
  }
  const place = { root: rootId, last: replies.at(-1)?.event_id ?? rootId }
  return (
    <SidePanel title="Thread" class="thread" onClose={onClose}>
      <div class="timeline" ref={scroller} role="log" aria-label="Replies">
        {first?.kind === 'message' && <MessageView session={session} room={room} message={first} acts={acts} />}
        {older && (
          <p class="past">
            <button type="button" class="quiet small" onClick={older}>
              Replies before these
            </button>
          </p>
        )}
        <MessageList session={session} room={room} entries={entries} acts={acts} targetId={targetId} />
        <Drafts session={session} roomId={room_id} thread={rootId} />
      </div>
      {!archived && (
        <Composer
          key={rootId}
          session={session}
          room={room}
          place={`${room_id}/${rootId}`}
          prompt="Answer in this thread"
          relation={(replyTo) => relationTo(replyTo, place)}
          aim={aim}
          onAimed={() => setAim(undefined)}
          onFiles={(files) => {
            for (const file of files) void session.sendFile(room_id, file, relationTo(undefined, place))
          }}
          onEditLast={editLast}
        />
      )}
    </SidePanel>
  )
}
