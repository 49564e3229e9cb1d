import type { ChatEvent } from '@bartab/sdk/schemas'
import type { ComponentChildren } from 'preact'
import type { ChatSession } from '../../session/chat-session.ts'
import { senderOf } from '../../session/people.ts'
import { hashOf } from '../../session/place.ts'
import { useObservable } from '../../ui/use-observable.ts'
import { MessageDate } from '../message-time.tsx'

export interface FoundMessageProps {
  session: ChatSession
  event: ChatEvent
  /** The room's name, where it is another than the one that is open. */
  where?: string | undefined
  children: ComponentChildren
}

/** A message out of its place, and the way to it. */
export function FoundMessage({ session, event, where, children }: FoundMessageProps) {
  const directory = useObservable(session.people.known)
  return (
    <a class="found" href={hashOf(event.room_id, event.event_id)}>
      <span class="by">
        <strong>{senderOf(directory, event).name}</strong>
        {where !== undefined && <span class="where">{where}</span>}
        <MessageDate ts={event.origin_server_ts} />
      </span>
      {children}
    </a>
  )
}
