import type { ChatEvent } from '@bartab/sdk/schemas'

/** What is said in a thread, in short. */
export interface ThreadSummary {
  count: number
  latestTs: number
}

/** A root's thread: what history has counted, and the replies that sync has brought since. */
export function threadOf(root: ChatEvent, replies: readonly ChatEvent[]): ThreadSummary | undefined {
  const counted = root.unsigned?.['m.relations']?.['m.thread']
  const since = replies.filter(({ event_id }) => event_id > (counted?.latest_event_id ?? ''))
  const count = (counted?.count ?? 0) + since.length
  if (count === 0) return undefined
  return { count, latestTs: since.at(-1)?.origin_server_ts ?? counted?.latest_ts ?? root.origin_server_ts }
}
