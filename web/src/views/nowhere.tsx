import type { ChatSession } from '../session/chat-session.ts'
import { useObservable } from '../ui/use-observable.ts'
import type { Go } from '../ui/use-place.ts'

export interface NowhereProps {
  session: ChatSession
  /** A room that the address names and that one is not in. */
  roomId: string | undefined
  go: Go
}

/** No room is open: none was chosen, or not one of one's own. */
export function Nowhere({ session, roomId, go }: NowhereProps) {
  const link = useObservable(session.link)
  if (link.state === 'connecting') {
    return (
      <main class="nowhere" aria-busy="true">
        <p>Fetching your rooms…</p>
      </main>
    )
  }
  const join = (id: string) =>
    session.attempt(async () => {
      await session.client.rooms.join(id)
      go(id)
    })
  return (
    <main class="nowhere">
      <img src="/logo.svg" alt="" width="72" height="72" />
      {roomId === undefined ? (
        <p>Choose a room, or make one with the + beside “Rooms”.</p>
      ) : (
        <>
          <p>You are not in this room, or it is gone. A public one can be joined.</p>
          <button type="button" onClick={() => join(roomId)}>
            Join the room
          </button>
        </>
      )}
    </main>
  )
}
