import { type CryptoKey, SignJWT } from 'jose'
import type { Revocations } from './revocation.ts'

/** Whom a token speaks for, and what it allows. */
export interface Grant {
  userId: string
  sessionId: string
  clientId: string
  scopes: string[]
  roles: string[]
  amr: string[]
  /** When the holder last proved who they are, milliseconds since the epoch. */
  authTs: number
  /** Milliseconds. Default: `IssueDeps.tokenLifetimeMs`. */
  lifetimeMs?: number
}

export interface Signer {
  /** The key that signs now. */
  current(): Promise<{ kid: string; privateKey: CryptoKey }>
}

export interface IssueDeps {
  issuer: string
  /** How long an access token lives, milliseconds: whole seconds, ten minutes unless configured otherwise. */
  tokenLifetimeMs: number
  clock: () => number
  ulid: () => string
  signer: Signer
  store: { revocations: Revocations }
}

/** Signs an access token (RFC 9068). */
export async function issueAccessToken(deps: IssueDeps, grant: Grant): Promise<string> {
  const { kid, privateKey } = await deps.signer.current()
  const issuedAt = issueSecond(deps, grant.userId)
  return new SignJWT({
    client_id: grant.clientId,
    sid: grant.sessionId,
    scope: grant.scopes.join(' '),
    roles: grant.roles,
    amr: grant.amr,
    auth_time: Math.floor(grant.authTs / 1000),
  })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid })
    .setIssuer(deps.issuer)
    .setAudience(deps.issuer)
    .setSubject(grant.userId)
    .setJti(deps.ulid())
    .setIssuedAt(issuedAt)
    .setNotBefore(issuedAt)
    .setExpirationTime(issuedAt + (grant.lifetimeMs ?? deps.tokenLifetimeMs) / 1000)
    .sign(privateKey)
}

// `iat` has whole seconds: a token made in the very second of a revocation is dated after it, within every verifier's leeway
function issueSecond(deps: IssueDeps, userId: string): number {
  const revokedSecond = Math.floor(deps.store.revocations.userRevokedTs(userId) / 1000)
  return Math.max(Math.floor(deps.clock() / 1000), revokedSecond + 1)
}
