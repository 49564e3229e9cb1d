import type { Problem } from '@bartab/sdk/problems'

/** What one can do about a problem, with the time that its answer names. */
export function fixOf({ code, fix, members }: Problem): string {
  const { muted_until_ts, retry_after_ms } = members
  if (code === 'MEMBER_MUTED' && typeof muted_until_ts === 'number') {
    return `Wait until ${new Date(muted_until_ts).toLocaleString()}, or ask a moderator of the room.`
  }
  if (code === 'SLOW_MODE' && typeof retry_after_ms === 'number') {
    return `Send it again in ${Math.ceil(retry_after_ms / 1000)} seconds.`
  }
  return fix
}
