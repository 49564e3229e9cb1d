import type { App } from '@bartab/kit'
import { Introspection, type TokenAnswer, TokenParameter, TokenRequest } from '@bartab/sdk/schemas'
import type { FastifyRequest } from 'fastify'
import type { AuthDeps } from '../deps.ts'
import { type CodeExchange, exchangeCode } from '../domain/authorization-code.ts'
import { admitTokenCall } from '../domain/call-limits.ts'
import { type AuthenticatedClient, authenticateClient } from '../domain/client-authentication.ts'
import { clientToken } from '../domain/client-token.ts'
import { asksForIdToken, issueIdToken } from '../domain/id-token.ts'
import { OAuthFault } from '../domain/oauth-fault.ts'
import { type OpenedSession, tokenAnswer } from '../domain/open-session.ts'
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
      return withIdToken(deps, refresh(deps, request.ip, body.refresh_token, clientIfAny(deps, request, body)), null)
    }
    case 'authorization_code': {
      const { opened, nonce } = exchangeCode(deps, request.ip, admitClient(deps, request, body), codeIn(body))
      return withIdToken(deps, opened, nonce)
    }
    case 'client_credentials':
      return clientToken(deps, admitClient(deps, request, body), body.scope)
    default:
      throw new OAuthFault(
        'unsupported_grant_type',
        'known are authorization_code, refresh_token and client_credentials',
      )
  }
}

function clientIfAny(deps: AuthDeps, request: FastifyRequest, body: TokenRequest): AuthenticatedClient | undefined {
  const credentials = credentialsOf(request, body)
  return credentials.clientId === undefined ? undefined : authenticateClient(deps, credentials)
}

/** Which client asks; each try counts before its secret is looked at. */
function admitClient(deps: AuthDeps, request: FastifyRequest, body: TokenRequest): AuthenticatedClient {
  const credentials = credentialsOf(request, body)
  deps.store.transact(() => admitTokenCall(deps, `${credentials.clientId} ${request.ip}`, request.ip))
  return authenticateClient(deps, credentials)
}

function codeIn({ code, redirect_uri, code_verifier }: TokenRequest): CodeExchange {
  if (code === undefined) throw new OAuthFault('invalid_request', 'code is missing')
  return { code, redirectUri: redirect_uri, codeVerifier: code_verifier }
}

async function withIdToken(deps: AuthDeps, opened: OpenedSession, nonce: string | null): Promise<TokenAnswer> {
  const answer = await tokenAnswer(deps, opened)
  return asksForIdToken(opened) ? { ...answer, id_token: await issueIdToken(deps, opened, nonce) } : answer
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
