import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { RoomState } from '../chat/chat-state.ts'
import { timelineOf } from '../chat/timeline.ts'
import type { ChatSession } from '../session/chat-session.ts'
import { Icon } from '../ui/icon.tsx'
import { useNearing } from '../ui/use-nearing.ts'
import { useObservable } from '../ui/use-observable.ts'
import { type Target, useStickyScroll } from '../ui/use-sticky-scroll.ts'
import { useUnreadLine } from '../ui/use-unread-line.ts'
import { belongsTo, Drafts } from './drafts.tsx'
import { MessageList } from './message-list.tsx'
import type { RoomActs } from './room-acts.ts'
import { SeenLine } from './seen-line.tsx'

export interface TimelineViewProps {
  session: ChatSession
  room: RoomState
  acts: RoomActs
  target: Target | undefined
}

/** What was said, the newest at the bottom; more is fetched as one scrolls up to it, or down from a piece of the past. */
export function TimelineView({ session, room, acts, target }: TimelineViewProps) {
  const { room_id } = room.info
  const { lookbacks, me } = session
  const current = useObservable(lookbacks.current)
  const lookback = current?.roomId === room_id ? current : undefined
  const { events, before } = lookback ?? room
  const entries = useMemo(
    () => timelineOf(events, me.user_id, lookback ? { also: room.events } : {}),
    [events, room.events, lookback === undefined],
  )
  const [scroller, top, bottom] = [
    useRef<HTMLDivElement>(null),
    useRef<HTMLDivElement>(null),
    useRef<HTMLDivElement>(null),
  ]
  const unreadFrom = useUnreadLine(room)
  const isPresent = lookback === undefined
  const { isAtEnd, toEnd } = useStickyScroll(scroller, { firstId: events[0]?.event_id, target, isPresent })
  const older = () => session.attempt(() => (lookback ? lookbacks.older() : session.loadOlder(room_id)))
  useNearing(scroller, top, () => void older(), before)
  useNearing(scroller, bottom, () => void session.attempt(() => lookbacks.newer()), lookback?.after)
  const toNewest = () => {
    lookbacks.close()
    toEnd()
  }
  const written = useObservable(session.outbox.drafts).findLast((draft) => belongsTo(draft, room_id))?.txnId
  useEffect(() => {
    if (written !== undefined) toNewest()
  }, [written])
  return (
    <div class="timeline-frame">
      <div class="timeline" ref={scroller} role="log" aria-label="Messages">
        <div ref={top} class="past">
          {before === undefined ? 'This is where the room begins.' : 'Fetching what was said before…'}
        </div>
        <MessageList
          session={session}
          room={room}
          entries={entries}
          acts={acts}
          targetId={target?.eventId}
          unreadFrom={unreadFrom}
        />
        {isPresent ? <Drafts session={session} roomId={room_id} /> : <div ref={bottom} class="past" />}
        {isPresent && <SeenLine session={session} roomId={room_id} />}
      </div>
      {(!isAtEnd || !isPresent) && (
        <button type="button" class="to-newest" onClick={toNewest}>
          <Icon name="down" size={16} /> {isPresent ? 'To the newest' : 'This is the past. Back to the newest'}
        </button>
      )}
    </div>
  )
}
