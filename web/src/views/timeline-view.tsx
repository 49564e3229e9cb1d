import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { RoomState } from '../chat/chat-state.ts'
import type { Entry } from '../chat/timeline.ts'
import type { ChatSession } from '../session/chat-session.ts'
import { useObservable } from '../ui/use-observable.ts'
import { DraftView } from './draft-view.tsx'
import { HappeningView } from './happening-view.tsx'
import { MessageView } from './message-view.tsx'
import type { Aim } from './room-view.tsx'

export interface TimelineViewProps {
  session: ChatSession
  room: RoomState
  entries: readonly Entry[]
  onAim: (aim: Aim) => void
}

/** Messages of one person within this time stand under one name. Milliseconds. */
const togetherMs = 300_000

/** What was said, the newest at the bottom; the past is fetched as one scrolls up to it. */
export function TimelineView({ session, room, entries, onAim }: TimelineViewProps) {
  const { room_id } = room.info
  const drafts = useObservable(session.outbox.drafts).filter(({ roomId }) => roomId === room_id)
  const scroller = useRef<HTMLDivElement>(null)
  const top = useRef<HTMLDivElement>(null)
  useStickyScroll(scroller, room.events[0]?.event_id)
  useEffect(() => {
    const element = top.current
    if (!element) return
    const watch = new IntersectionObserver(([seen]) => seen?.isIntersecting && void session.loadOlder(room_id), {
      root: scroller.current,
      rootMargin: '400px',
    })
    watch.observe(element)
    return () => watch.disconnect()
  }, [room.before])

  return (
    <div class="timeline" ref={scroller} role="log" aria-label="Messages">
      <div ref={top} class="past">
        {room.before === undefined ? 'This is where the room begins.' : 'Fetching what was said before…'}
      </div>
      {entries.map((entry, index) => {
        const before = entries[index - 1]
        const newDay = !before || dayOf(before) !== dayOf(entry)
        return (
          <div key={entry.event.event_id}>
            {newDay && <DayLine ts={entry.event.origin_server_ts} />}
            {entry.kind === 'happening' ? (
              <HappeningView session={session} event={entry.event} />
            ) : (
              <MessageView
                session={session}
                room={room}
                message={entry}
                continues={!newDay && isContinued(before, entry)}
                onAim={onAim}
              />
            )}
          </div>
        )
      })}
      {drafts.map((draft) => (
        <DraftView key={draft.txnId} session={session} draft={draft} />
      ))}
    </div>
  )
}

function isContinued(before: Entry | undefined, entry: Entry): boolean {
  if (before?.kind !== 'message' || entry.kind !== 'message' || entry.replyTo !== undefined) return false
  const soon = entry.event.origin_server_ts - before.event.origin_server_ts < togetherMs
  return soon && before.event.sender === entry.event.sender
}

function DayLine({ ts }: { ts: number }) {
  const text = new Date(ts).toLocaleDateString(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
  return (
    <div class="day">
      <span>{text}</span>
    </div>
  )
}

function dayOf({ event }: Entry): string {
  return new Date(event.origin_server_ts).toDateString()
}

/** Stays at the bottom when one is there, and in place when the past is put in above. */
function useStickyScroll(scroller: { current: HTMLDivElement | null }, firstId: string | undefined): void {
  const known = useRef({ height: 0, first: firstId, atBottom: true })
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const { height, first, atBottom } = known.current
    if (atBottom) element.scrollTop = element.scrollHeight
    else if (first !== firstId) element.scrollTop += element.scrollHeight - height
    known.current = { ...known.current, height: element.scrollHeight, first: firstId }
  })
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const note = () => {
      known.current.atBottom = element.scrollHeight - element.scrollTop - element.clientHeight < 80
    }
    const grow = new ResizeObserver(() => {
      if (known.current.atBottom) element.scrollTop = element.scrollHeight
    })
    element.addEventListener('scroll', note, { passive: true })
    grow.observe(element)
    return () => {
      element.removeEventListener('scroll', note)
      grow.disconnect()
    }
  }, [])
}
