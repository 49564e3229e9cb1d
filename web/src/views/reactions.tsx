import type { Reaction } from '../chat/reaction-tally.ts'
import type { Message } from '../chat/timeline.ts'
import type { ChatSession } from '../session/chat-session.ts'
import { nameOf } from '../session/people.ts'
import { useObservable } from '../ui/use-observable.ts'

/** Adds one's own reaction to a message, or takes it back. */
export function toggleReaction(session: ChatSession, { event }: Message, key: string, mine: boolean): void {
  const { messages } = session.client
  void session.attempt(() =>
    mine ? messages.unreact(event.room_id, event.event_id, key) : messages.react(event.room_id, event.event_id, key),
  )
}

/** The reactions under a message; pressing one joins in, or takes one's own back. */
export function Reactions({ session, message }: { session: ChatSession; message: Message }) {
  const directory = useObservable(session.people.known)
  if (message.reactions.length === 0) return null
  const who = ({ senders }: Reaction) => senders.map((id) => nameOf(directory, id)).join(', ')
  return (
    <ul class="reactions">
      {message.reactions.map((reaction) => (
        <li key={reaction.key}>
          <button
            type="button"
            aria-pressed={reaction.mine}
            title={who(reaction)}
            onClick={() => toggleReaction(session, message, reaction.key, reaction.mine)}
          >
            {reaction.key} <span>{reaction.count}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
