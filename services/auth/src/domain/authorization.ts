import { record } from './audit-trail.ts'
import { type AuthorizeRequest, RefusedRequest, UnanswerableRequest } from './authorize-request.ts'
import { admitAuthorize } from './call-limits.ts'
import type { Client } from './client.ts'
import type { LoginDeps, Proof } from './login.ts'
import { matchesHash, newSecret, secretHash } from './secret-text.ts'
import type { User } from './user.ts'

/** A request that a person is about to decide on, in one browser. */
export interface Authorization {
  ticketHash: Buffer
  /** SHA-256 of what that browser holds as a cookie: no other page can send its forms. */
  browserHash: Buffer
  request: AuthorizeRequest
  /** Null until the person has logged in. */
  proof: { userId: string; amr: string[]; authTs: number } | null
  expiresTs: number
}

/** A code that an application exchanges for tokens, once. */
export interface AuthorizationCode {
  codeHash: Buffer
  clientId: string
  userId: string
  redirectUri: string
  codeChallenge: string
  scope: string
  nonce: string | null
  amr: string[]
  authTs: number
  expiresTs: number
  /** The session that it gave; null while it is unused. */
  sessionId: string | null
}

export interface Authorizations {
  get(ticketHash: Buffer): Authorization | undefined
  add(authorization: Authorization): void
  prove(ticketHash: Buffer, proof: NonNullable<Authorization['proof']>): void
  /** False when it was decided already. */
  remove(ticketHash: Buffer): boolean
  addCode(code: AuthorizationCode): void
  code(codeHash: Buffer): AuthorizationCode | undefined
  useCode(codeHash: Buffer, sessionId: string): void
  /** Forgets what concerns the user. */
  removeOf(userId: string): void
  prune(now: number): void
}

const lifetimeMs = 600_000
const codeLifetimeMs = 60_000

/** How long a used code is remembered, so that its second use is seen: as long as a session may be idle. */
export const usedCodeMemoryMs = 30 * 86_400_000

/** What a page carries, and what its browser keeps. */
export interface Ticket {
  ticket: string
  browser: string
}

export type AuthorizationDeps = LoginDeps

export function beginAuthorization(deps: AuthorizationDeps, address: string, request: AuthorizeRequest): Ticket {
  const ticket = newSecret(deps.randomBytes)
  const browser = newSecret(deps.randomBytes)
  deps.store.transact(() => {
    admitAuthorize(deps, address)
    const expiresTs = deps.clock() + lifetimeMs
    deps.store.authorizations.add({
      ticketHash: secretHash(ticket),
      browserHash: secretHash(browser),
      request,
      proof: null,
      expiresTs,
    })
  })
  return { ticket, browser }
}

/** The request that a form belongs to, when the browser is the one that it was shown in. */
export function requireAuthorization(
  deps: AuthorizationDeps,
  { ticket, browser }: Ticket,
): { authorization: Authorization; client: Client } {
  const authorization = deps.store.authorizations.get(secretHash(ticket))
  const client = authorization && deps.store.clients.get(authorization.request.clientId)
  if (!authorization || !client || deps.clock() >= authorization.expiresTs) throw over()
  if (!matchesHash(browser, authorization.browserHash)) throw over()
  return { authorization, client }
}

export function proveAuthorization(deps: AuthorizationDeps, authorization: Authorization, { user, amr }: Proof): void {
  const proof = { userId: user.userId, amr, authTs: deps.clock() }
  deps.store.authorizations.prove(authorization.ticketHash, proof)
}

/** The address to go to once the person has decided: with a code, or with their refusal. */
export function decide(
  deps: AuthorizationDeps,
  address: string,
  authorization: Authorization,
  allowed: boolean,
): string {
  const { request, proof } = authorization
  const user = proof && deps.store.users.get(proof.userId)
  if (!proof || !user || user.disabledTs !== null) throw over()
  const answer = deps.store.transact(() => {
    if (!deps.store.authorizations.remove(authorization.ticketHash)) throw over()
    if (!allowed) return undefined
    const code = addCode(deps, request, user, proof)
    const detail = { scopes: request.scopes }
    record(deps, { userId: user.userId, address }, { action: 'client.allow', target: request.clientId, detail })
    return callback(deps, request, { code })
  })
  if (answer === undefined) throw new RefusedRequest(request, 'access_denied', 'the person said no')
  return answer
}

/** The application's address with the answer in its query; what its query had before stays. */
export function callback(
  { issuer }: { issuer: string },
  { redirectUri, state }: Pick<AuthorizeRequest, 'redirectUri' | 'state'>,
  answer: Record<string, string>,
): string {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries(answer)) url.searchParams.append(name, value)
  if (state !== null) url.searchParams.append('state', state)
  url.searchParams.append('iss', issuer)
  return url.href
}

function addCode(
  deps: AuthorizationDeps,
  request: AuthorizeRequest,
  { userId }: User,
  { amr, authTs }: NonNullable<Authorization['proof']>,
): string {
  const code = newSecret(deps.randomBytes, 'bac_')
  const { clientId, redirectUri, codeChallenge, nonce, scopes } = request
  deps.store.authorizations.addCode({
    ...{ clientId, redirectUri, codeChallenge, nonce, userId, amr, authTs },
    codeHash: secretHash(code),
    scope: scopes.join(' '),
    expiresTs: deps.clock() + codeLifetimeMs,
    sessionId: null,
  })
  return code
}

function over(): UnanswerableRequest {
  return new UnanswerableRequest('This page is out of date. Go back to the application and start again.')
}
