import { useEffect, useMemo, useState } from 'preact/hooks'
import type { RoomState } from '../chat/chat-state.ts'
import { type Message, timelineOf } from '../chat/timeline.ts'
import type { ChatSession } from '../session/chat-session.ts'
import { roomName } from '../ui/room-name.ts'
import { useFileDrop } from '../ui/use-file-drop.ts'
import { useObservable } from '../ui/use-observable.ts'
import { Composer } from './composer.tsx'
import { RoomHeader } from './room-header.tsx'
import { TimelineView } from './timeline-view.tsx'
import { TypingLine } from './typing-line.tsx'

export interface RoomViewProps {
  session: ChatSession
  room: RoomState
  onPeople: () => void
}

/** What the composer is about to do with a message that was said before. */
export interface Aim {
  does: 'reply' | 'edit'
  message: Message
}

/** One room: what was said, and where one says something. */
export function RoomView({ session, room, onPeople }: RoomViewProps) {
  const { room_id } = room.info
  const [aim, setAim] = useState<Aim>()
  const entries = useMemo(() => timelineOf(room.events, session.me.user_id), [room.events])
  const send = (files: readonly File[]) => {
    for (const file of files) void session.sendFile(room_id, file)
  }
  const name = roomName(room.info, useObservable(session.people.known))
  const dropping = useFileDrop(send)
  useReadMarker(session, room)

  const editLast = () => {
    const last = entries.findLast(
      (entry) => entry.kind === 'message' && entry.event.sender === session.me.user_id && isEditable(entry),
    )
    if (last?.kind === 'message') setAim({ does: 'edit', message: last })
  }
  return (
    <main class={`room${dropping ? ' dropping' : ''}`} aria-label={name}>
      <RoomHeader session={session} room={room.info} onPeople={onPeople} />
      <TimelineView session={session} room={room} entries={entries} onAim={setAim} />
      <TypingLine session={session} roomId={room_id} />
      <Composer
        session={session}
        roomId={room_id}
        name={name}
        aim={aim}
        onAimed={() => setAim(undefined)}
        onFiles={send}
        onEditLast={editLast}
      />
    </main>
  )
}

export function isEditable({ removed, content }: Message): boolean {
  return !removed && (content.msgtype === 'm.text' || content.msgtype === undefined)
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
