import { Problem } from '@bartab/sdk/problems'
import type { AuthStore } from './auth-store.ts'
import { type RevokeDeps, revoke } from './revocation.ts'
import { type EndReason, isLive, type Session } from './session.ts'

export interface EndSessionDeps extends RevokeDeps {
  store: AuthStore
}

/** Ends a session: its refresh token and its access tokens are worthless from now on. Ending it twice changes nothing. */
export function endSession(deps: EndSessionDeps, session: Session, reason: EndReason): void {
  if (session.endedTs !== null) return
  deps.store.sessions.end(session.sessionId, deps.clock(), reason)
  revoke(deps, 'sid', session.sessionId)
}

/** Ends every live session of a user, but for `keep`, and says how many. */
export function endSessionsOf(deps: EndSessionDeps, userId: string, reason: EndReason, keep?: string): number {
  const ending = deps.store.sessions.liveOf(userId, deps.clock()).filter(({ sessionId }) => sessionId !== keep)
  for (const session of ending) endSession(deps, session, reason)
  return ending.length
}

/** The user's own live session; somebody else's is not to be told from none. */
export function requireOwnSession(deps: EndSessionDeps, userId: string, sessionId: string): Session {
  const session = deps.store.sessions.get(sessionId)
  if (session?.userId !== userId || !isLive(session, deps.clock())) throw new Problem('SESSION_NOT_FOUND')
  return session
}
