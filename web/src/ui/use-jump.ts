import { useEffect, useState } from 'preact/hooks'
import { relationOf } from '../chat/relations.ts'
import type { ChatSession } from '../session/chat-session.ts'
import type { Panel } from '../session/panel.ts'
import { hashOf, type Place } from '../session/place.ts'
import type { Target } from './use-sticky-scroll.ts'

/**
 * Goes to the message that the address names: in the room, in the room's past, or in its thread. The address names the
 * room alone then, so that the same link leads there again.
 */
export function useJump(
  session: ChatSession,
  place: Place,
  isReady: boolean,
  open: (panel: Panel) => void,
): Target | undefined {
  const [target, setTarget] = useState<Target>()
  const [roomId, eventId] = place.at === 'chat' ? [place.roomId, place.eventId] : []
  useEffect(() => {
    if (!isReady || roomId === undefined || eventId === undefined) return
    history.replaceState(null, '', hashOf(roomId))
    void session.attempt(async () => {
      const here = known(session, roomId, eventId)
      const { kind, target: root } = relationOf(here ?? (await session.client.messages.get(roomId, eventId)))
      if (kind === 'thread') return open({ is: 'thread', root, target: eventId })
      setTarget({ eventId: (here ?? (await session.lookbacks.open(roomId, eventId))).event_id })
    })
  }, [place, isReady])
  return target
}

function known({ chat, lookbacks }: ChatSession, roomId: string, eventId: string) {
  const lookback = lookbacks.current.value
  const { events } = (lookback?.roomId === roomId ? lookback : chat.value.rooms[roomId]) ?? { events: [] }
  const event = events.find(({ event_id }) => event_id === eventId)
  return event && ['edit', 'reaction'].includes(relationOf(event).kind) ? undefined : event
}
