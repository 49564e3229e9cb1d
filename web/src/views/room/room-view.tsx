import type { Room } from '@bartab/sdk/schemas'
import { useEffect, useState } from 'preact/hooks'
import type { RoomState } from '../../chat/chat-state.ts'
import { relationTo } from '../../chat/outgoing.ts'
import { timelineOf } from '../../chat/timeline.ts'
import type { ChatSession } from '../../session/chat-session.ts'
import type { Panel } from '../../session/panel.ts'
import { roomName } from '../../ui/room-name.ts'
import { useFileDrop } from '../../ui/use-file-drop.ts'
import { useObservable } from '../../ui/use-observable.ts'
import type { Go } from '../../ui/use-place.ts'
import type { Target } from '../../ui/use-sticky-scroll.ts'
import { Composer } from '../composer/composer.tsx'
import { type Aim, isEditable, type RoomActs } from '../room-acts.ts'
import { TimelineView } from '../timeline-view.tsx'
import { TypingLine } from '../typing-line.tsx'
import { RoomHeader } from './room-header.tsx'

export interface RoomViewProps {
  session: ChatSession
  room: RoomState
  panel: Panel | undefined
  onPanel: (panel: Panel | undefined) => void
  target: Target | undefined
  go: Go
}

/** One room: what was said, and where one says something. */
export function RoomView({ session, room, panel, onPanel, target, go }: RoomViewProps) {
  const { room_id, archived } = room.info
  const [aim, setAim] = useState<Aim>()
  const name = roomName(room.info, useObservable(session.people.known))
  const isThreadOpen = panel?.is === 'thread'
  const send = (files: readonly File[]) => {
    if (isThreadOpen || archived) return
    for (const file of files) void session.sendFile(room_id, file)
  }
  const dropping = useFileDrop(send)
  useReadMarker(session, room)
  useEffect(() => () => session.lookbacks.close(), [session])

  const acts: RoomActs = { aim: setAim, open: onPanel, inThread: false, mayWrite: !archived }
  return (
    <main class={`room${dropping ? ' dropping' : ''}`} aria-label={name}>
      <RoomHeader session={session} room={room.info} panel={panel} onPanel={onPanel} go={go} />
      <TimelineView session={session} room={room} acts={acts} target={target} />
      <TypingLine session={session} roomId={room_id} />
      {archived ? (
        <p class="archived">This room is archived: it can be read, and nothing more is written.</p>
      ) : (
        <Composer
          session={session}
          room={room}
          place={room_id}
          prompt={promptOf(room.info, name)}
          relation={relationTo}
          aim={aim}
          onAimed={() => setAim(undefined)}
          onFiles={send}
          onEditLast={() => setAim(lastOfOnesOwn(session, room))}
        />
      )}
    </main>
  )
}

function promptOf({ slow_mode_s = 0, role }: Room, name: string): string {
  return `Message ${name}${slow_mode_s > 0 && role === 'member' ? ` (slow mode: one in ${slow_mode_s} seconds)` : ''}`
}

function lastOfOnesOwn({ me }: ChatSession, { events }: RoomState): Aim | undefined {
  const last = timelineOf(events, me.user_id).findLast(
    (entry) => entry.kind === 'message' && entry.event.sender === me.user_id && isEditable(entry),
  )
  return last?.kind === 'message' ? { does: 'edit', message: last } : undefined
}

/** While the room is being looked at, its newest message counts as read. */
function useReadMarker(session: ChatSession, { info, events }: RoomState): void {
  const last = events.at(-1)?.event_id
  useEffect(() => {
    const mark = () => {
      if (!document.hidden && info.unread > 0) void session.markRead(info.room_id)
    }
    mark()
    document.addEventListener('visibilitychange', mark)
    return () => document.removeEventListener('visibilitychange', mark)
  }, [info.room_id, info.unread > 0, last])
}
