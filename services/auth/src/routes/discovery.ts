import type { App } from '@bartab/kit'
import { JsonWebKeySet, scopes } from '@bartab/sdk/schemas'
import type { AuthDeps } from '../deps.ts'
import { identityScopes } from '../domain/identity-scopes.ts'

/** Verifiers ask again sooner when they meet a key that they do not know. */
const cacheControl = 'public, max-age=30'

/** What clients find out by themselves. The issuer comes from the configuration, never from the Host header. */
export function discoveryRoutes(app: App, deps: AuthDeps): void {
  const metadata = serverMetadata(deps.issuer)

  for (const path of ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']) {
    app.get(path, { config: { scope: 'public' } }, async (_request, reply) =>
      reply.header('cache-control', cacheControl).send(metadata),
    )
  }

  app.get(
    '/.well-known/jwks.json',
    { config: { scope: 'public' }, schema: { response: { 200: JsonWebKeySet } } },
    async (_request, reply) => reply.header('cache-control', cacheControl).send(deps.keyRing.published()),
  )
}

function serverMetadata(issuer: string) {
  const clientAuthentication = ['client_secret_basic', 'client_secret_post']
  return {
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    authorization_endpoint: `${issuer}/auth/v1/oauth2/authorize`,
    userinfo_endpoint: `${issuer}/auth/v1/oauth2/userinfo`,
    end_session_endpoint: `${issuer}/auth/v1/oauth2/end_session`,
    token_endpoint: `${issuer}/auth/v1/oauth2/token`,
    token_endpoint_auth_methods_supported: [...clientAuthentication, 'none'],
    revocation_endpoint: `${issuer}/auth/v1/oauth2/revoke`,
    revocation_endpoint_auth_methods_supported: [...clientAuthentication, 'none'],
    introspection_endpoint: `${issuer}/auth/v1/oauth2/introspect`,
    introspection_endpoint_auth_methods_supported: clientAuthentication,
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    scopes_supported: [...identityScopes, ...scopes],
    claims_supported: [
      'sub',
      'iss',
      'aud',
      'exp',
      'iat',
      'auth_time',
      'nonce',
      'sid',
      'amr',
      'preferred_username',
      'name',
      'picture',
    ],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['EdDSA'],
  }
}
