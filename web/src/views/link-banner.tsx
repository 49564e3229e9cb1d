import type { ChatSession } from '../session/chat-session.ts'
import { useObservable } from '../ui/use-observable.ts'

/** Says when the connection is broken; it is mended without anybody's help. */
export function LinkBanner({ session }: { session: ChatSession }) {
  const link = useObservable(session.link)
  if (link.state !== 'broken') return null
  return (
    <div class="link-banner" role="status">
      {link.problem.title}. Trying again…
    </div>
  )
}
