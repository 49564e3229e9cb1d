import { useEffect, useState } from 'preact/hooks'
import type { ChatSession } from '../session/chat-session.ts'
import type { Place } from '../session/place.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { useObservable } from '../ui/use-observable.ts'
import type { Go } from '../ui/use-place.ts'
import { usePresence } from '../ui/use-presence.ts'
import { useTitle } from '../ui/use-title.ts'
import { LinkBanner } from './link-banner.tsx'
import { PeoplePanel } from './people-panel.tsx'
import { RoomView } from './room-view.tsx'
import { Sidebar } from './sidebar.tsx'
import { StepUpDialog } from './step-up-dialog.tsx'

export interface ShellProps {
  session: ChatSession
  place: Place
  go: Go
}

/** Inside: rooms at the side, the open room, and who is in it. */
export function Shell({ session, place, go }: ShellProps) {
  const chat = useObservable(session.chat)
  const problem = useObservable(session.problem)
  const question = useObservable(session.stepUp.question)
  const [peopleShown, setPeopleShown] = useState(() => matchMedia('(min-width: 1100px)').matches)
  const roomId = place.at === 'chat' ? place.roomId : undefined
  const room = roomId === undefined ? undefined : chat.rooms[roomId]
  usePresence(session)
  useTitle(chat, room)
  useEffect(() => {
    if (place.at !== 'chat') go(undefined)
  }, [place])

  return (
    <div class={`shell${room ? ' in-room' : ''}${room && peopleShown ? ' with-people' : ''}`}>
      <Sidebar session={session} openId={roomId} go={go} />
      <div class="middle">
        <LinkBanner session={session} />
        {problem && <ProblemNotice problem={problem} onClose={() => session.problem.set(undefined)} />}
        {room ? (
          <RoomView
            key={room.info.room_id}
            session={session}
            room={room}
            onPeople={() => setPeopleShown(!peopleShown)}
          />
        ) : (
          <Nowhere />
        )}
      </div>
      {room && peopleShown && (
        <PeoplePanel session={session} room={room} go={go} onClose={() => setPeopleShown(false)} />
      )}
      {question && <StepUpDialog session={session} question={question} />}
    </div>
  )
}

function Nowhere() {
  return (
    <main class="nowhere">
      <img src="/logo.svg" alt="" width="72" height="72" />
      <p>Choose a room, or make one with the + beside “Rooms”.</p>
    </main>
  )
}
