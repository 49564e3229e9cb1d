import type { ChatEvent } from '@bartab/sdk/schemas'
import { relationOf } from './relations.ts'

/** The first of the newest `count` messages; undefined where there is none, or where it lies before what is known. */
export function firstUnread(events: readonly ChatEvent[], count: number): string | undefined {
  if (count <= 0) return undefined
  return events.filter(isMessage).at(-count)?.event_id
}

/** What the server counts as unread. */
function isMessage(event: ChatEvent): boolean {
  const { type } = event
  return (type === 'm.room.message' || type === 'm.room.encrypted') && relationOf(event).kind !== 'edit'
}
