import { type Actor, record } from './audit-trail.ts'
import { admitTokenCall } from './call-limits.ts'
import { webClientId } from './client.ts'
import type { AuthenticatedClient } from './client-authentication.ts'
import { type EndSessionDeps, endSession } from './end-session.ts'
import { OAuthFault } from './oauth-fault.ts'
import type { OpenedSession, SessionDeps } from './open-session.ts'
import { parseRefreshToken, type RefreshToken, refreshTokenText, standingOf } from './refresh-token.ts'
import { secretHash } from './secret-text.ts'
import { isLive, type Session } from './session.ts'
import type { User } from './user.ts'

export interface RefreshDeps extends SessionDeps, EndSessionDeps {
  store: SessionDeps['store']
  refreshChainKey: Buffer
}

/** For how long after a rotation the token before it is answered with the same successor: 20 s. */
export const graceMs = 20_000

/**
 * Exchanges a refresh token for its successor.
 *
 * A token that was exchanged before is answered with the same successor for a few seconds (several tabs refresh at
 * once, an answer is lost); after that somebody else has it, and the session ends.
 *
 * @throws {OAuthFault} invalid_grant
 */
export function refresh(deps: RefreshDeps, address: string, text: string, client?: AuthenticatedClient): OpenedSession {
  const presented = parseRefreshToken(text)
  const outcome = deps.store.transact(() => {
    admitTokenCall(deps, presented?.sessionId ?? address, address)
    return presented && exchange(deps, address, presented, client)
  })
  if (!outcome) throw new OAuthFault('invalid_grant', 'the refresh token is not valid, or its session has ended')
  return outcome
}

function exchange(
  deps: RefreshDeps,
  address: string,
  presented: RefreshToken,
  client?: AuthenticatedClient,
): OpenedSession | undefined {
  const session = deps.store.sessions.get(presented.sessionId)
  if (!session || !isLive(session, deps.clock())) return undefined
  if (!mayRefresh(client, session.clientId)) return undefined
  const user = deps.store.users.get(session.userId)
  if (!user || user.disabledTs !== null) return undefined
  const standing = standingOf(presented, session, deps.refreshChainKey)
  switch (standing.kind) {
    case 'current':
      return rotate(deps, address, user, session, standing.next)
    case 'previous':
      if (inGrace(deps, session)) return { user, session, refreshToken: standing.next }
      return endReused(deps, address, session)
    case 'older':
      return endReused(deps, address, session)
    case 'unknown':
      return undefined
  }
}

// our own client needs no name; an application proves who it is
function mayRefresh(client: AuthenticatedClient | undefined, clientId: string): boolean {
  if (client === undefined) return clientId === webClientId
  return client.kind === 'public' ? client.clientId === clientId : client.application?.clientId === clientId
}

function rotate(deps: RefreshDeps, address: string, user: User, session: Session, next: RefreshToken): OpenedSession {
  const refreshHash = secretHash(refreshTokenText(next))
  const rotation = { refreshHash, refreshGeneration: next.generation, now: deps.clock(), address }
  deps.store.sessions.rotate(session.sessionId, rotation)
  return { user, session, refreshToken: next }
}

// a clock that was set back must not log everybody out
function inGrace({ clock }: RefreshDeps, session: Session): boolean {
  return clock() - session.refreshRotatedTs <= graceMs
}

function endReused(deps: RefreshDeps, address: string, session: Session): undefined {
  endSession(deps, session, 'refresh-reused')
  const actor: Actor = { userId: session.userId, address }
  record(deps, actor, { action: 'session.refresh-reused', target: session.sessionId })
}
