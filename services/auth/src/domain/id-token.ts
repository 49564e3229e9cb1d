import { SignJWT } from 'jose'
import type { IssueDeps } from './access-token.ts'
import type { OpenedSession } from './open-session.ts'

/** Tells an application who has logged in (OpenID Connect). Its `typ` keeps it from ever being an access token. */
export async function issueIdToken(deps: IssueDeps, { user, session }: OpenedSession, nonce: string | null) {
  const { kid, privateKey } = await deps.signer.current()
  const now = Math.floor(deps.clock() / 1000)
  return new SignJWT({
    sid: session.sessionId,
    amr: session.amr,
    auth_time: Math.floor(session.authTs / 1000),
    ...(nonce === null ? {} : { nonce }),
  })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', kid })
    .setIssuer(deps.issuer)
    .setAudience(session.clientId)
    .setSubject(user.userId)
    .setIssuedAt(now)
    .setExpirationTime(now + deps.tokenLifetimeMs / 1000)
    .sign(privateKey)
}

export function asksForIdToken({ session }: OpenedSession): boolean {
  return session.grantedScope?.split(' ').includes('openid') === true
}
