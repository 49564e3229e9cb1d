import type { AuthStore } from './auth-store.ts'
import { type Client, operatorId, webClientId } from './client.ts'
import { OAuthFault } from './oauth-fault.ts'
import { matchesHash, secretHash } from './secret-text.ts'

/** What came with a request under `oauth2/`: in the body, or in an authorization header (`client_secret_basic`). */
export interface ClientCredentials {
  clientId?: string | undefined
  clientSecret?: string | undefined
}

export type AuthenticatedClient =
  | { kind: 'operator'; application?: undefined }
  | { kind: 'public'; clientId: string; application?: Client }
  | { kind: 'confidential'; client: Client; secretId: string; application?: Client }

export interface ClientDeps {
  clock: () => number
  store: AuthStore
  /** The operator's secret: every version that is valid. */
  operatorSecret: { versions(): readonly { text: string }[] }
}

/** Finds out which client asks. @throws {OAuthFault} invalid_client */
export function authenticateClient(
  deps: ClientDeps,
  { clientId, clientSecret }: ClientCredentials,
): AuthenticatedClient {
  if (clientId === webClientId && clientSecret === undefined) return { kind: 'public', clientId }
  if (clientId !== undefined && clientSecret === undefined) return publicApplication(deps, clientId)
  if (clientId === undefined || clientSecret === undefined) throw refusal()
  if (clientId === operatorId) return operator(deps, clientSecret)
  const client = deps.store.clients.get(clientId)
  const secret = client && deps.store.clients.secretsOf(clientId).find((s) => matchesHash(clientSecret, s.secretHash))
  if (!client || !secret) throw refusal()
  deps.store.clients.useSecret(secret.secretId, deps.clock())
  const application = client.kind === 'app' ? { application: client } : {}
  return { kind: 'confidential', client, secretId: secret.secretId, ...application }
}

function publicApplication({ store }: ClientDeps, clientId: string): AuthenticatedClient {
  const client = store.clients.get(clientId)
  if (!client?.public) throw refusal()
  return { kind: 'public', clientId, application: client }
}

function operator(deps: ClientDeps, secret: string): AuthenticatedClient {
  const valid = deps.operatorSecret.versions().map(({ text }) => secretHash(text))
  if (!valid.some((hash) => matchesHash(secret, hash))) throw refusal()
  return { kind: 'operator' }
}

function refusal(): OAuthFault {
  return new OAuthFault('invalid_client', 'the client is not known, or its secret is not right')
}
