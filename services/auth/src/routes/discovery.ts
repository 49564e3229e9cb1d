import type { App } from '@bartab/kit'
import { JsonWebKeySet, scopes } from '@bartab/sdk/schemas'
import type { AuthDeps } from '../deps.ts'

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
    token_endpoint: `${issuer}/auth/v1/oauth2/token`,
    token_endpoint_auth_methods_supported: [...clientAuthentication, 'none'],
    revocation_endpoint: `${issuer}/auth/v1/oauth2/revoke`,
    revocation_endpoint_auth_methods_supported: [...clientAuthentication, 'none'],
    introspection_endpoint: `${issuer}/auth/v1/oauth2/introspect`,
    introspection_endpoint_auth_methods_supported: clientAuthentication,
    grant_types_supported: ['refresh_token', 'client_credentials'],
    response_types_supported: [],
    scopes_supported: scopes,
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['EdDSA'],
  }
}
