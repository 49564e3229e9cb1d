import type { ChatEvent } from '@bartab/sdk/schemas'
import { useEffect, useState } from 'preact/hooks'
import type { RoomState } from '../chat/chat-state.ts'
import { plainOf } from '../chat/light-markup.ts'
import { text } from '../chat/relations.ts'
import type { ChatSession } from '../session/chat-session.ts'
import { senderOf } from '../session/people.ts'
import { hashOf } from '../session/place.ts'
import { useObservable } from '../ui/use-observable.ts'

/** A line of the message that is answered, and the way there; it is fetched where it lies further back. */
export function ReplyQuote({ session, room, eventId }: { session: ChatSession; room: RoomState; eventId: string }) {
  const directory = useObservable(session.people.known)
  const here = room.events.find(({ event_id }) => event_id === eventId)
  const [fetched, setFetched] = useState<ChatEvent>()
  useEffect(() => {
    if (here || eventId === '') return
    session.client.messages.get(room.info.room_id, eventId).then(setFetched, () => {})
  }, [eventId, here === undefined])
  const event = here ?? fetched
  if (!event) return <blockquote class="quote">…</blockquote>
  return (
    <blockquote class="quote">
      <a href={hashOf(room.info.room_id, eventId)}>
        <strong>{senderOf(directory, event).name}</strong>{' '}
        {plainOf(text(event.content.body)) || 'a message that was removed'}
      </a>
    </blockquote>
  )
}
