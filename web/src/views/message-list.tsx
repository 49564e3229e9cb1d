import type { TargetedKeyboardEvent } from 'preact'
import type { RoomState } from '../chat/chat-state.ts'
import type { Entry } from '../chat/timeline.ts'
import type { ChatSession } from '../session/chat-session.ts'
import { HappeningView } from './happening-view.tsx'
import { MessageView } from './message-view.tsx'
import type { RoomActs } from './room-acts.ts'

export interface MessageListProps {
  session: ChatSession
  room: RoomState
  entries: readonly Entry[]
  acts: RoomActs
  /** The message that one came here for. */
  targetId?: string | undefined
  /** The first message that is new. */
  unreadFrom?: string | undefined
}

/** Messages of one person within this time stand under one name. Milliseconds. */
const togetherMs = 300_000

/** Messages in their order, those of one person together, with lines between days and before what is new. */
export function MessageList({ session, room, entries, acts, targetId, unreadFrom }: MessageListProps) {
  const newAt = unreadFrom === undefined ? -1 : entries.findIndex(({ event }) => event.event_id >= unreadFrom)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys of the messages inside
    <div class="messages" onKeyDown={step}>
      {entries.map((entry, index) => {
        const before = entries[index - 1]
        const newDay = !before || dayOf(before) !== dayOf(entry)
        return (
          <div key={entry.event.event_id}>
            {newDay && <DayLine ts={entry.event.origin_server_ts} />}
            {index === newAt && <p class="unread-line">New messages</p>}
            {entry.kind === 'happening' ? (
              <HappeningView session={session} event={entry.event} />
            ) : (
              <MessageView
                session={session}
                room={room}
                message={entry}
                acts={acts}
                continues={!newDay && index !== newAt && isContinued(before, entry)}
                isTarget={entry.event.event_id === targetId}
                isLast={index === entries.length - 1}
              />
            )}
          </div>
        )
      })}
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

/** From one message to the next, where one has the focus. */
function step(event: TargetedKeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('article')]
  const at = all.indexOf(document.activeElement as HTMLElement)
  if (at === -1 || event.altKey) return
  event.preventDefault()
  all[at + (event.key === 'ArrowUp' ? -1 : 1)]?.focus()
}
