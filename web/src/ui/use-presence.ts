import { useEffect } from 'preact/hooks'
import type { ChatSession } from '../session/chat-session.ts'

/** Presence is said again this often, so that it does not fade. Milliseconds. */
const againMs = 60_000

/** Shows the others whether this window is being looked at. */
export function usePresence({ client }: ChatSession): void {
  useEffect(() => {
    const say = () => {
      client.setPresence(document.hidden ? 'away' : 'online').catch(() => {})
    }
    say()
    const timer = setInterval(say, againMs)
    document.addEventListener('visibilitychange', say)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', say)
    }
  }, [client])
}
