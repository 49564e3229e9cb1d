import { useEffect, useState } from 'preact/hooks'
import type { ChatSession } from '../session/chat-session.ts'

export interface Loaded<T> {
  /** Undefined until it is there. */
  value: T | undefined
  /** Fetches it anew. */
  reload: () => Promise<unknown>
  /** Does something that may fail, and fetches it anew. */
  after: (act: () => Promise<unknown>) => Promise<unknown>
}

/** Something that is fetched when it is shown. A problem is shown where all problems are. */
export function useLoaded<T>(session: ChatSession, fetch: () => Promise<T>, of: readonly unknown[] = []): Loaded<T> {
  const [value, setValue] = useState<T>()
  const reload = () => session.attempt(async () => setValue(await fetch()))
  useEffect(() => void reload(), [session, ...of])
  return { value, reload, after: (act) => session.prove(act).then(reload) }
}
