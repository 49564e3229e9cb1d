/**
 * What a poll is answered with when it is ended early: nothing new, and the cursor that it came with, so that its
 * client asks again from where it was. Undefined where a poll has no cursor: that one is answered at once anyway.
 */
export function idleSync(query: string): string | undefined {
  const since = new URLSearchParams(query).get('since')
  if (since === null) return undefined
  return JSON.stringify({ next_batch: since, events: [], rooms: {}, left: [], typing: {}, presence: {} })
}

/** A bot's cursor is held by the server, so that there is none to give back. */
export function idleUpdates(_query: string, now: number): string {
  return JSON.stringify({ updates: [], leased_until_ts: now })
}
