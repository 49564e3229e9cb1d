import { readersOf } from '../chat/chat-state.ts'
import type { ChatSession } from '../session/chat-session.ts'
import { nameOf } from '../session/people.ts'
import { useObservable } from '../ui/use-observable.ts'

const mostNames = 5

/** Who has read what one said last. */
export function SeenLine({ session, roomId }: { session: ChatSession; roomId: string }) {
  const chat = useObservable(session.chat)
  const directory = useObservable(session.people.known)
  const names = readersOf(chat, roomId, session.me.user_id).map((id) => nameOf(directory, id))
  if (names.length === 0) return null
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : ''
  return <p class="seen">{`Seen by ${names.slice(0, mostNames).join(', ')}${more}`}</p>
}
