import type { App } from '@bartab/kit'
import { Introspection, TokenParameter, TokenRequest } from '@bartab/sdk/schemas'
import type { FastifyRequest } from 'fastify'
import type { AuthDeps } from '../deps.ts'
import { authenticateClient } from '../domain/client-authentication.ts'
import { clientToken } from '../domain/client-token.ts'
import { OAuthFault } from '../domain/oauth-fault.ts'
import { tokenAnswer } from '../domain/open-session.ts'
import { refresh } from '../domain/refresh.ts'
import { introspect, revokeToken } from '../domain/token-service.ts'
import { credentialsOf } from './client-credentials.ts'
import { formBody } from './form-body.ts'
import { oauthErrors } from './oauth-errors.ts'

/** OAuth 2: tokens, their introspection and their revocation. Bodies are forms or JSON. */
export function oauthRoutes(app: App, deps: AuthDeps): void {
  app.register(async (oauth) => {
    oauthErrors(oauth as App)
    formBody(oauth as App)
    tokenRoute(oauth as App, deps)
    introspectRoute(oauth as App, deps)
    revokeRoute(oauth as App, deps)
  })
}

function tokenRoute(app: App, deps: AuthDeps): void {
  app.post(
    '/auth/v1/oauth2/token',
    { config: { scope: 'public' }, schema: { body: TokenRequest } },
    async (request, reply) =>
      reply.header('cache-control', 'no-store').send(await answerGrant(deps, request, request.body)),
  )
}

async function answerGrant(deps: AuthDeps, request: FastifyRequest, body: TokenRequest) {
  switch (body.grant_type) {
    case 'refresh_token': {
      if (body.refresh_token === undefined) throw new OAuthFault('invalid_request', 'refresh_token is missing')
      return tokenAnswer(deps, refresh(deps, request.ip, body.refresh_token, body.client_id))
    }
    case 'client_credentials':
      return clientToken(deps, authenticateClient(deps, credentialsOf(request, body)), body.scope)
    default:
      throw new OAuthFault('unsupported_grant_type', 'known are refresh_token and client_credentials')
  }
}

function introspectRoute(app: App, deps: AuthDeps): void {
  app.post(
    '/auth/v1/oauth2/introspect',
    { config: { scope: 'public' }, schema: { body: TokenParameter, response: { 200: Introspection } } },
    async (request) => {
      const client = authenticateClient(deps, credentialsOf(request, request.body))
      if (client.kind === 'public') throw new OAuthFault('invalid_client', 'this call is for clients with a secret')
      return introspect(deps, client, request.body.token)
    },
  )
}

function revokeRoute(app: App, deps: AuthDeps): void {
  app.post(
    '/auth/v1/oauth2/revoke',
    { config: { scope: 'public' }, schema: { body: TokenParameter } },
    async (request, reply) => {
      const client = authenticateClient(deps, credentialsOf(request, request.body))
      await revokeToken(deps, client, request.body.token)
      return reply.code(200).send()
    },
  )
}
