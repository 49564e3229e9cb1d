import type { AuthStore } from './auth-store.ts'
import type { Client } from './client.ts'

/** What an application asks of a person, checked. It may be answered at `redirectUri`. */
export interface AuthorizeRequest {
  clientId: string
  redirectUri: string
  scopes: string[]
  state: string | null
  nonce: string | null
  /** SHA-256 of the verifier, base64url (RFC 7636, S256). */
  codeChallenge: string
  loginHint: string | null
}

/** A request that cannot be answered at any address, for nobody knows whose it is: the person is told on a page. */
export class UnanswerableRequest extends Error {
  override readonly name = 'UnanswerableRequest'
}

/** A request that is refused, to the address that its application registered (RFC 6749, 4.1.2.1). */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest'
  readonly redirectUri: string
  readonly state: string | null
  readonly error: string

  constructor(to: { redirectUri: string; state: string | null }, error: string, description: string) {
    super(description)
    this.redirectUri = to.redirectUri
    this.state = to.state
    this.error = error
  }
}

const challengeForm = /^[A-Za-z0-9_-]{43}$/
const maxLength = 2_048

/**
 * Reads the parameters of the authorization endpoint. The client and its address come first: until both are certain,
 * nothing is redirected.
 *
 * @throws {UnanswerableRequest | RefusedRequest}
 */
export function readAuthorizeRequest(deps: { store: AuthStore }, query: URLSearchParams): AuthorizeRequest {
  const client = requireClient(deps, single(query, 'client_id'))
  const redirectUri = requireRegistered(client, single(query, 'redirect_uri'))
  const to = { redirectUri, state: query.getAll('state').length > 1 ? null : query.get('state') }
  refuseRepeated(query, to)
  refuseUnsupported(query, to)
  const codeChallenge = requireChallenge(query, to)
  return {
    ...to,
    codeChallenge,
    clientId: client.clientId,
    scopes: scopesIn(query, client, to),
    nonce: query.get('nonce'),
    loginHint: query.get('login_hint'),
  }
}

function requireClient({ store }: { store: AuthStore }, clientId: string | undefined): Client {
  const client = clientId === undefined ? undefined : store.clients.get(clientId)
  if (client?.kind !== 'app') throw new UnanswerableRequest('No application of that id is registered here.')
  return client
}

function requireRegistered({ redirectUris }: Client, redirectUri: string | undefined): string {
  if (redirectUri === undefined || !redirectUris.includes(redirectUri)) {
    throw new UnanswerableRequest('The application asks to be answered at an address that it has not registered.')
  }
  return redirectUri
}

type Target = Pick<AuthorizeRequest, 'redirectUri' | 'state'>

function refuseRepeated(query: URLSearchParams, to: Target): void {
  const names = [...query.keys()]
  if (new Set(names).size < names.length) throw new RefusedRequest(to, 'invalid_request', 'a parameter is there twice')
  if ([...query.values()].some((value) => value.length > maxLength)) {
    throw new RefusedRequest({ ...to, state: null }, 'invalid_request', 'a parameter is too long')
  }
}

function refuseUnsupported(query: URLSearchParams, to: Target): void {
  if (query.has('request')) throw new RefusedRequest(to, 'request_not_supported', 'send plain parameters')
  if (query.has('request_uri')) throw new RefusedRequest(to, 'request_uri_not_supported', 'send plain parameters')
  if (query.get('response_type') !== 'code') {
    throw new RefusedRequest(to, 'unsupported_response_type', 'the only response_type here is code')
  }
  if ((query.get('response_mode') ?? 'query') !== 'query') {
    throw new RefusedRequest(to, 'invalid_request', 'the only response_mode here is query')
  }
  if (query.get('prompt')?.split(' ').includes('none')) {
    throw new RefusedRequest(to, 'login_required', 'people log in here each time')
  }
}

function requireChallenge(query: URLSearchParams, to: Target): string {
  const challenge = query.get('code_challenge') ?? ''
  if (query.get('code_challenge_method') !== 'S256' || !challengeForm.test(challenge)) {
    throw new RefusedRequest(to, 'invalid_request', 'send a code_challenge, made with the method S256')
  }
  return challenge
}

/** What is asked for and registered; all that is registered when nothing is asked for. */
function scopesIn(query: URLSearchParams, client: Client, to: Target): string[] {
  const asked = (query.get('scope') ?? '').split(' ').filter((scope) => scope !== '')
  const scopes = asked.length === 0 ? client.scopes : client.scopes.filter((scope) => asked.includes(scope))
  if (scopes.length > 0) return scopes
  throw new RefusedRequest(to, 'invalid_scope', `this application may ask for: ${client.scopes.join(' ')}`)
}

function single(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name)
  return values.length === 1 ? values[0] : undefined
}
