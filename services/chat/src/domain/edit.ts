import type { Content } from './content.ts'
import type { EventInput } from './post-event.ts'

/** A message's new content as the event that carries it, with a text for clients that know no edits. */
export function editOf(eventId: string, txnId: string, content: Content): EventInput {
  const replacement = {
    ...content,
    body: `* ${String(content.body)}`,
    'm.new_content': content,
    'm.relates_to': { rel_type: 'm.replace', event_id: eventId },
  }
  return { type: 'm.room.message', txnId, content: replacement }
}
