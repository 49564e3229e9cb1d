import { Problem } from '@bartab/sdk/problems'
import type { ClientSummary, CreateClientBody, CreatedClient } from '@bartab/sdk/schemas'
import { type Actor, record } from './audit-trail.ts'
import type { Client } from './client.ts'
import { cleanDisplayName } from './display-name.ts'
import { type EndSessionDeps, endSession } from './end-session.ts'
import { requireRedirectUri } from './redirect-uri.ts'
import { newSecret, secretHash } from './secret-text.ts'

export interface ApplicationDeps extends EndSessionDeps {
  ulid: () => string
  randomBytes: (size: number) => Buffer
}

const defaultScopes = ['openid', 'profile']

/** Registers an application. Its secret, if it has one, is in the answer and nowhere else. */
export function createApplication(
  deps: ApplicationDeps,
  actor: Actor,
  scopes: ReadonlySet<string>,
  input: CreateClientBody,
): CreatedClient {
  const client = newApplication(deps, actor, input)
  const beyond = client.scopes.filter((scope) => scope.includes(':') && !scopes.has(scope))
  if (beyond.length > 0) throw new Problem('ROLE_BEYOND_YOURS', { detail: `you lack ${beyond.join(', ')}` })
  return deps.store.transact(() => {
    deps.store.clients.add(client)
    const detail = { name: client.name, redirect_uris: client.redirectUris, scopes: client.scopes }
    record(deps, actor, { action: 'client.create', target: client.clientId, detail })
    return { client_id: client.clientId, ...(client.public ? {} : { client_secret: addSecret(deps, client) }) }
  })
}

/** Removes an application; every session that it holds ends at once. */
export function removeApplication(deps: ApplicationDeps, actor: Actor, clientId: string): void {
  deps.store.transact(() => {
    if (deps.store.clients.get(clientId)?.kind !== 'app') throw new Problem('CLIENT_NOT_FOUND')
    deps.store.clients.remove(clientId, deps.clock())
    for (const session of deps.store.sessions.liveOfClient(clientId, deps.clock())) {
      endSession(deps, session, 'client-removed')
    }
    record(deps, actor, { action: 'client.remove', target: clientId })
  })
}

export function summariseClient(client: Client): ClientSummary {
  return {
    client_id: client.clientId,
    name: client.name,
    public: client.public,
    scopes: client.scopes,
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.postLogoutRedirectUris,
    created_by: client.createdBy,
    created_ts: client.createdTs,
  }
}

function newApplication(deps: ApplicationDeps, actor: Actor, input: CreateClientBody): Client {
  return {
    clientId: `app-${deps.ulid()}`,
    kind: 'app',
    name: cleanDisplayName(input.name),
    userId: null,
    scopes: input.scopes ?? defaultScopes,
    public: input.public ?? false,
    redirectUris: input.redirect_uris.map(requireRedirectUri),
    postLogoutRedirectUris: (input.post_logout_redirect_uris ?? []).map(requireRedirectUri),
    createdBy: actor.userId,
    createdTs: deps.clock(),
  }
}

function addSecret(deps: ApplicationDeps, { clientId }: Client): string {
  const secret = newSecret(deps.randomBytes, 'bcs_')
  const hash = secretHash(secret)
  const createdTs = deps.clock()
  deps.store.clients.addSecret({ secretId: deps.ulid(), clientId, secretHash: hash, createdTs, lastUsedTs: null })
  return secret
}
