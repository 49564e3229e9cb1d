import { scopes as allScopes, type ClientTokenAnswer } from '@bartab/sdk/schemas'
import { type Grant, type IssueDeps, issueAccessToken } from './access-token.ts'
import type { AuthStore } from './auth-store.ts'
import { operatorId } from './client.ts'
import type { AuthenticatedClient } from './client-authentication.ts'
import { OAuthFault } from './oauth-fault.ts'

export interface ClientTokenDeps extends IssueDeps {
  store: AuthStore
}

/**
 * The client credentials grant: a token for the operator, or for a bot.
 * A bot's `sid` is the id of the secret that it used, so that revoking the secret ends what it gave.
 *
 * @throws {OAuthFault} invalid_client, invalid_scope
 */
export async function clientToken(
  deps: ClientTokenDeps,
  client: AuthenticatedClient,
  requested?: string,
): Promise<ClientTokenAnswer> {
  const grant = narrowed(grantFor(deps, client), requested)
  return {
    access_token: await issueAccessToken(deps, grant),
    token_type: 'Bearer',
    expires_in: deps.tokenLifetimeMs / 1000,
    scope: grant.scopes.join(' '),
    user_id: grant.userId,
  }
}

function grantFor(deps: ClientTokenDeps, client: AuthenticatedClient): Grant {
  const authTs = deps.clock()
  if (client.kind === 'operator') {
    const operator = { userId: operatorId, clientId: operatorId, roles: ['operator'], scopes: [...allScopes] }
    return { ...operator, sessionId: deps.ulid(), amr: ['client'], authTs }
  }
  if (client.kind === 'public') throw new OAuthFault('invalid_client', 'this grant is for clients with a secret')
  return botGrant(deps, client, authTs)
}

function botGrant(
  { store }: ClientTokenDeps,
  { client, secretId }: Extract<AuthenticatedClient, { kind: 'confidential' }>,
  authTs: number,
): Grant {
  const bot = store.users.get(client.userId ?? '')
  if (!bot || bot.disabledTs !== null) throw new OAuthFault('invalid_client', 'the bot is disabled')
  const allowed = store.roles.get(bot.role)?.scopes ?? []
  return {
    userId: bot.userId,
    sessionId: secretId,
    clientId: client.clientId,
    scopes: client.scopes.filter((scope) => allowed.includes(scope)),
    roles: [bot.role],
    amr: ['client'],
    authTs,
  }
}

function narrowed(grant: Grant, requested: string | undefined): Grant {
  if (requested === undefined || requested.trim() === '') return grant
  const scopes = [...new Set(requested.trim().split(/ +/))]
  if (scopes.some((scope) => !grant.scopes.includes(scope))) {
    throw new OAuthFault('invalid_scope', `this client may have: ${grant.scopes.join(' ')}`)
  }
  return { ...grant, scopes }
}
