import { useEffect, useState } from 'preact/hooks'
import type { RoomState } from '../chat/chat-state.ts'
import type { ChatSession } from '../session/chat-session.ts'
import type { Panel } from '../session/panel.ts'
import type { Place } from '../session/place.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { roomName } from '../ui/room-name.ts'
import { useJump } from '../ui/use-jump.ts'
import { useObservable } from '../ui/use-observable.ts'
import type { Go } from '../ui/use-place.ts'
import { usePresence } from '../ui/use-presence.ts'
import { useTitle } from '../ui/use-title.ts'
import { AdminView } from './admin/admin-view.tsx'
import { LinkBanner } from './link-banner.tsx'
import { Nowhere } from './nowhere.tsx'
import { PeoplePanel } from './panels/people-panel.tsx'
import { PinsPanel } from './panels/pins-panel.tsx'
import { SearchPanel } from './panels/search-panel.tsx'
import { ThreadPanel } from './panels/thread-panel.tsx'
import { RoomView } from './room/room-view.tsx'
import { Sidebar } from './sidebar.tsx'
import { StepUpDialog } from './step-up-dialog.tsx'

export interface ShellProps {
  session: ChatSession
  place: Place
  go: Go
}

/** Where there is room for a panel beside the chat, and not over it. */
const isWide = () => matchMedia('(min-width: 1100px)').matches

/** Inside: rooms at the side, the open room, and what stands beside it. */
export function Shell({ session, place, go }: ShellProps) {
  const chat = useObservable(session.chat)
  const problem = useObservable(session.problem)
  const question = useObservable(session.stepUp.question)
  const directory = useObservable(session.people.known)
  const [panel, setPanel] = useState<Panel | undefined>(() => (isWide() ? { is: 'people' } : undefined))
  const roomId = place.at === 'chat' ? place.roomId : undefined
  const room = roomId === undefined ? undefined : chat.rooms[roomId]
  const isAdmin = place.at === 'admin' && session.isAdmin
  usePanelEnd(setPanel, place, roomId)
  // After the panel's end: the way to a reply opens its thread.
  const target = useJump(session, place, room !== undefined, setPanel)
  usePresence(session)
  useTitle(chat, isAdmin ? 'This server' : room && roomName(room.info, directory))
  useEffect(() => {
    if (place.at !== 'chat' && !isAdmin) go(undefined)
  }, [place])

  const kinds = ['shell', (room || isAdmin) && 'in-room', room && panel && 'with-panel']
  return (
    <div class={kinds.filter(Boolean).join(' ')}>
      <Sidebar session={session} place={place} go={go} />
      <div class="middle">
        <LinkBanner session={session} />
        {problem && <ProblemNotice problem={problem} onClose={() => session.problem.set(undefined)} />}
        {isAdmin && <AdminView session={session} />}
        {room && !isAdmin && (
          <RoomView
            key={room.info.room_id}
            session={session}
            room={room}
            panel={panel}
            onPanel={setPanel}
            target={target}
            go={go}
          />
        )}
        {!room && !isAdmin && <Nowhere session={session} roomId={roomId} go={go} />}
      </div>
      {room && panel && (
        <PanelView session={session} room={room} panel={panel} go={go} onClose={() => setPanel(undefined)} />
      )}
      {question && <StepUpDialog session={session} question={question} />}
    </div>
  )
}

/** A thread belongs to its room, and over a narrow room a panel hides what one came for. */
function usePanelEnd(
  setPanel: (change: (open?: Panel) => Panel | undefined) => void,
  place: Place,
  roomId?: string,
): void {
  useEffect(() => setPanel((open) => (open?.is === 'thread' ? undefined : open)), [roomId])
  useEffect(() => setPanel((open) => (isWide() ? open : undefined)), [place])
}

interface PanelViewProps {
  session: ChatSession
  room: RoomState
  panel: Panel
  go: Go
  onClose: () => void
}

function PanelView({ panel, ...props }: PanelViewProps) {
  switch (panel.is) {
    case 'people':
      return <PeoplePanel {...props} />
    case 'pins':
      return <PinsPanel {...props} />
    case 'search':
      return <SearchPanel {...props} />
    case 'thread':
      return <ThreadPanel {...props} key={panel.root} rootId={panel.root} targetId={panel.target} />
    default:
      return panel satisfies never
  }
}
