import type { TokenAnswer } from '@bartab/sdk/schemas'
import { type Grant, type IssueDeps, issueAccessToken } from './access-token.ts'
import type { AuthStore } from './auth-store.ts'
import { isIdentityScope } from './identity-scopes.ts'
import { firstRefreshToken, type RefreshToken, refreshTokenText } from './refresh-token.ts'
import { secretHash } from './secret-text.ts'
import { absoluteLifetimeMs, type Session } from './session.ts'
import type { User } from './user.ts'

export interface SessionDeps extends IssueDeps {
  store: AuthStore
  randomBytes: (size: number) => Buffer
}

export interface NewSession {
  clientId: string
  deviceName?: string | undefined
  address: string
  /** How the person proved who they are: `pwd`, `otp`, … */
  amr: string[]
  /** When they did, milliseconds since the epoch. Default: now. */
  authTs?: number
  /** Space separated. Default: whatever the user's role allows. */
  grantedScope?: string
}

export interface OpenedSession {
  user: User
  session: Session
  refreshToken: RefreshToken
}

/** Adds a session for somebody who has just proved who they are. Call it in the transaction of that. */
export function openSession(deps: SessionDeps, user: User, opening: NewSession): OpenedSession {
  const now = deps.clock()
  const sessionId = deps.ulid()
  const refreshToken = firstRefreshToken(sessionId, deps.randomBytes)
  const session: Session = {
    sessionId,
    userId: user.userId,
    clientId: opening.clientId,
    deviceName: opening.deviceName ?? null,
    grantedScope: opening.grantedScope ?? null,
    amr: opening.amr,
    authTs: opening.authTs ?? now,
    createdTs: now,
    expiresTs: now + absoluteLifetimeMs,
    lastUsedTs: now,
    lastAddress: opening.address,
    refreshHash: secretHash(refreshTokenText(refreshToken)),
    refreshGeneration: refreshToken.generation,
    refreshRotatedTs: now,
    endedTs: null,
  }
  deps.store.sessions.add(session)
  return { user, session, refreshToken }
}

/** The token answer of a session, with a new access token. */
export async function tokenAnswer(deps: SessionDeps, opened: OpenedSession): Promise<TokenAnswer> {
  const { user, session, refreshToken } = opened
  const scopes = scopesOf(deps, user, session)
  return {
    access_token: await issueAccessToken(deps, grantOf(user, session, scopes)),
    token_type: 'Bearer',
    expires_in: deps.tokenLifetimeMs / 1000,
    refresh_token: refreshTokenText(refreshToken),
    scope: scopes.join(' '),
    user_id: user.userId,
    session_id: session.sessionId,
  }
}

/** What the user's role allows at this moment, or as much of it as was granted to the client. */
export function scopesOf({ store }: Pick<SessionDeps, 'store'>, user: User, session: Session): string[] {
  const allowed = store.roles.get(user.role)?.scopes ?? []
  const granted = session.grantedScope?.split(' ')
  return granted ? granted.filter((scope) => isIdentityScope(scope) || allowed.includes(scope)) : allowed
}

export function grantOf(user: User, session: Session, scopes: string[]): Grant {
  const { userId, role } = user
  const { sessionId, clientId, amr, authTs } = session
  return { userId, sessionId, clientId, scopes, roles: [role], amr, authTs }
}
