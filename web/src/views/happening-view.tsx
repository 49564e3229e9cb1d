import type { ChatEvent } from '@bartab/sdk/schemas'
import { sentenceOf } from '../chat/happening.ts'
import type { ChatSession } from '../session/chat-session.ts'
import { nameOf } from '../session/people.ts'
import { useObservable } from '../ui/use-observable.ts'

/** One line about the room itself. */
export function HappeningView({ session, event }: { session: ChatSession; event: ChatEvent }) {
  const directory = useObservable(session.people.known)
  const sentence = sentenceOf(event, (id) => nameOf(directory, id))
  return sentence ? <p class="happening">{sentence}</p> : null
}
