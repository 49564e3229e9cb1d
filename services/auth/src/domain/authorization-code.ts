import { createHash, timingSafeEqual } from 'node:crypto'
import { record } from './audit-trail.ts'
import type { AuthorizationCode } from './authorization.ts'
import type { AuthenticatedClient } from './client-authentication.ts'
import { type EndSessionDeps, endSession } from './end-session.ts'
import { OAuthFault } from './oauth-fault.ts'
import { type OpenedSession, openSession, type SessionDeps } from './open-session.ts'
import { secretHash } from './secret-text.ts'

export interface CodeDeps extends SessionDeps, EndSessionDeps {
  store: SessionDeps['store']
}

export interface CodeExchange {
  code: string
  redirectUri: string | undefined
  codeVerifier: string | undefined
}

const verifierForm = /^[A-Za-z0-9._~-]{43,128}$/

/**
 * Exchanges a code for a session. A code that comes a second time has been seen by somebody else: what it gave ends.
 *
 * @throws {OAuthFault} invalid_grant
 */
export function exchangeCode(
  deps: CodeDeps,
  address: string,
  client: AuthenticatedClient,
  exchange: CodeExchange,
): { opened: OpenedSession; nonce: string | null } {
  const outcome = deps.store.transact(() => {
    const code = deps.store.authorizations.code(secretHash(exchange.code))
    if (!code || !client.application || client.application.clientId !== code.clientId) return undefined
    if (code.sessionId !== null) return endReplayed(deps, address, code.sessionId)
    if (deps.clock() >= code.expiresTs || !fits(code, exchange)) return undefined
    return open(deps, address, code)
  })
  if (outcome) return outcome
  throw new OAuthFault('invalid_grant', 'the code is not valid, was used, or belongs to another request')
}

function fits(code: AuthorizationCode, { redirectUri, codeVerifier }: CodeExchange): boolean {
  if (redirectUri !== code.redirectUri || codeVerifier === undefined || !verifierForm.test(codeVerifier)) return false
  const challenge = createHash('sha256').update(codeVerifier).digest()
  return timingSafeEqual(challenge, Buffer.from(code.codeChallenge, 'base64url'))
}

function open(deps: CodeDeps, address: string, code: AuthorizationCode) {
  const user = deps.store.users.get(code.userId)
  if (!user || user.disabledTs !== null) return undefined
  const { clientId, amr, authTs, scope } = code
  const opened = openSession(deps, user, { clientId, address, amr, authTs, grantedScope: scope })
  deps.store.authorizations.useCode(code.codeHash, opened.session.sessionId)
  record(deps, { userId: user.userId, address }, { action: 'session.login', target: user.userId, detail: { clientId } })
  return { opened, nonce: code.nonce }
}

function endReplayed(deps: CodeDeps, address: string, sessionId: string): undefined {
  const session = deps.store.sessions.get(sessionId)
  if (!session || session.endedTs !== null) return
  endSession(deps, session, 'code-reused')
  record(deps, { userId: session.userId, address }, { action: 'session.code-reused', target: sessionId })
}
