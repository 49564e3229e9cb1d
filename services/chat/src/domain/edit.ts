import type { Content } from './content.ts'
import type { EventInput } from './post-event.ts'

/** What an edit makes of a message; nothing where that is encrypted. Its relation to others stays the message's own. */
export function newContentOf({ 'm.new_content': said }: Content): Content | undefined {
  if (typeof said !== 'object' || said === null) return undefined
  const { 'm.relates_to': _, ...own } = said as Content
  return own
}

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
