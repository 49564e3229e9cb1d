import type { ChatSession } from '../session/chat-session.ts'
import { nameOf } from '../session/people.ts'
import { useObservable } from '../ui/use-observable.ts'

/** Who is writing at the moment. */
export function TypingLine({ session, roomId }: { session: ChatSession; roomId: string }) {
  const { typing } = useObservable(session.chat)
  const directory = useObservable(session.people.known)
  const names = (typing[roomId] ?? []).filter((id) => id !== session.me.user_id).map((id) => nameOf(directory, id))
  return (
    <p class="typing" aria-live="polite">
      {sentence(names)}
    </p>
  )
}

function sentence(names: readonly string[]): string {
  if (names.length === 0) return ''
  if (names.length > 3) return 'Several people are writing…'
  return `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} writing…`
}
