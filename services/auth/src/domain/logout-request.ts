import { decodeProtectedHeader, jwtVerify } from 'jose'
import { UnanswerableRequest } from './authorize-request.ts'
import { type EndSessionDeps, endSession } from './end-session.ts'
import type { KeyRing } from './key-ring.ts'

export interface LogoutDeps extends EndSessionDeps {
  issuer: string
  keyRing: KeyRing
}

/**
 * Logs out for an application (OpenID Connect RP-Initiated Logout). The id token says whose session ends; it may have
 * expired long ago. Without one there is nobody to log out, for this server keeps no session of its own in the browser.
 *
 * @returns where to go: an address that the application registered for this, or undefined
 * @throws {UnanswerableRequest}
 */
export async function logoutFor(deps: LogoutDeps, query: URLSearchParams): Promise<string | undefined> {
  const hint = query.get('id_token_hint')
  const known = hint === null ? undefined : await readHint(deps, hint)
  const clientId = known?.clientId ?? query.get('client_id')
  if (known && query.has('client_id') && query.get('client_id') !== known.clientId) {
    throw new UnanswerableRequest('The id token was given to another application.')
  }
  const back = backTo(deps, clientId, query)
  const session = known && deps.store.sessions.get(known.sessionId)
  if (session) deps.store.transact(() => endSession(deps, session, 'logout'))
  return back
}

async function readHint(deps: LogoutDeps, hint: string): Promise<{ clientId: string; sessionId: string }> {
  try {
    const { kid = '' } = decodeProtectedHeader(hint)
    const key = await deps.keyRing.pastKey(kid)
    if (!key) throw new Error('unknown key')
    // whenever it expired, it says whose session it was
    const { payload } = await jwtVerify(hint, key, {
      algorithms: ['EdDSA'],
      typ: 'JWT',
      issuer: deps.issuer,
      currentDate: new Date(0),
    })
    if (typeof payload.aud !== 'string' || typeof payload['sid'] !== 'string') throw new Error('not an id token')
    return { clientId: payload.aud, sessionId: payload['sid'] }
  } catch (cause) {
    throw new UnanswerableRequest('The id token is not one of this server.', { cause })
  }
}

function backTo({ store }: LogoutDeps, clientId: string | null, query: URLSearchParams): string | undefined {
  const wanted = query.get('post_logout_redirect_uri')
  if (wanted === null) return undefined
  const client = clientId === null ? undefined : store.clients.get(clientId)
  if (!client?.postLogoutRedirectUris.includes(wanted)) {
    throw new UnanswerableRequest('The application asks to go on at an address that it has not registered.')
  }
  const url = new URL(wanted)
  const state = query.get('state')
  if (state !== null) url.searchParams.append('state', state)
  return url.href
}
