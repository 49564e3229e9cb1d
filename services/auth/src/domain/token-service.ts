import type { Caller, TokenVerifier } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'
import type { Introspection } from '@bartab/sdk/schemas'
import { operatorId } from './client.ts'
import type { AuthenticatedClient } from './client-authentication.ts'
import { type EndSessionDeps, endSession } from './end-session.ts'
import { parseRefreshToken, standingOf } from './refresh-token.ts'
import { revoke } from './revocation.ts'
import { isLive, type Session } from './session.ts'

export interface TokenServiceDeps extends EndSessionDeps {
  issuer: string
  verifier: TokenVerifier
  refreshChainKey: Buffer
}

/** What a token is worth (RFC 7662). A client hears of its own tokens, the operator of all. */
export async function introspect(
  deps: TokenServiceDeps,
  client: AuthenticatedClient,
  token: string,
): Promise<Introspection> {
  const session = sessionOfRefreshToken(deps, token)
  if (session) return mayHandle(client, session.clientId) ? ofSession(deps, session) : { active: false }
  const caller = await callerOrNone(deps, token)
  return caller && mayHandle(client, caller.clientId) ? ofCaller(deps, caller) : { active: false }
}

/** Ends what a token stands for (RFC 7009): its session; for a bot's or the operator's, the one token. */
export async function revokeToken(deps: TokenServiceDeps, client: AuthenticatedClient, token: string): Promise<void> {
  const session = sessionOfRefreshToken(deps, token)
  const caller = session ? undefined : await callerOrNone(deps, token)
  if (!mayHandle(client, session?.clientId ?? caller?.clientId)) return
  deps.store.transact(() => {
    const ending = session ?? (caller && deps.store.sessions.get(caller.sessionId))
    if (ending) endSession(deps, ending, 'revoked')
    else if (caller) revoke(deps, 'jti', caller.tokenId)
  })
}

function mayHandle(client: AuthenticatedClient, owner: string | undefined): boolean {
  if (owner === undefined) return false
  switch (client.kind) {
    case 'operator':
      return true
    case 'public':
      return client.clientId === owner
    case 'confidential':
      return client.client.clientId === owner
  }
}

function sessionOfRefreshToken(deps: TokenServiceDeps, text: string): Session | undefined {
  const token = parseRefreshToken(text)
  const session = token && deps.store.sessions.get(token.sessionId)
  if (!session || !isLive(session, deps.clock())) return undefined
  return standingOf(token, session, deps.refreshChainKey).kind === 'current' ? session : undefined
}

async function callerOrNone(deps: TokenServiceDeps, token: string): Promise<Caller | undefined> {
  try {
    return await deps.verifier.verify(token)
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return undefined
    throw error
  }
}

function ofSession(deps: TokenServiceDeps, session: Session): Introspection {
  const username = deps.store.users.get(session.userId)?.username
  return {
    active: true,
    token_type: 'refresh_token',
    client_id: session.clientId,
    ...(username === undefined ? {} : { username }),
    sub: session.userId,
    sid: session.sessionId,
    iss: deps.issuer,
    exp: Math.floor(session.expiresTs / 1000),
  }
}

function ofCaller(deps: TokenServiceDeps, caller: Caller): Introspection {
  const username = deps.store.users.get(caller.userId)?.username
  return {
    active: true,
    token_type: 'Bearer',
    scope: [...caller.scopes].join(' '),
    client_id: caller.clientId,
    ...(username === undefined && caller.userId !== operatorId ? {} : { username: username ?? operatorId }),
    sub: caller.userId,
    sid: caller.sessionId,
    jti: caller.tokenId,
    iss: deps.issuer,
    aud: deps.issuer,
    exp: caller.expiresAt / 1000,
    iat: caller.issuedAt / 1000,
  }
}
