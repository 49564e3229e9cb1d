import { Problem } from '@bartab/sdk/problems'
import type { Scope } from '@bartab/sdk/schemas'
import type { FastifyRequest, RouteOptions } from 'fastify'
import type { Caller } from '../tokens/caller.ts'
import type { TokenVerifier } from '../tokens/token-verifier.ts'
import type { App, RouteScope } from './app.ts'

/** Finds out who calls, and refuses whoever lacks the scope that the route states. */
export function callerIdentity(app: App, verifier?: TokenVerifier): void {
  app.decorateRequest('caller')
  app.addHook('onRoute', (route) => requireScope(route, verifier))
  app.addHook('onRequest', async (request) => {
    const scope = request.routeOptions.config.scope ?? 'public'
    const token = bearerToken(request.headers.authorization)
    if (token === undefined && scope !== 'public') throw new Problem('TOKEN_MISSING')
    if (token === undefined || verifier === undefined) return
    request.caller = await verifier.verify(token)
    allow(request.caller, scope)
  })
}

/** Who calls a public route, if a valid token came along. */
export function callerIfAny(request: FastifyRequest): Caller | undefined {
  return request.caller
}

function requireScope({ method, url, config }: RouteOptions, verifier?: TokenVerifier): void {
  const scope = config?.scope
  const route = `${String(method)} ${url}`
  if (scope === undefined) throw new Error(`${route} does not state its scope: { config: { scope: … } }`)
  if (scope !== 'public' && verifier === undefined) throw new Error(`${route} needs a token verifier`)
}

function allow({ scopes }: Caller, required: RouteScope): void {
  if (required === 'public' || required === 'authenticated') return
  const missing = [required].flat().filter((scope) => !scopes.has(scope as Scope))
  if (missing.length > 0) throw new Problem('SCOPE_MISSING', { detail: missing.join(' ') })
}

// another scheme, such as a client's Basic credentials at a token endpoint, is not for us to judge
function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer(?: +(.*))?$/is
    .exec(header ?? '')
    ?.slice(1)
    .map((token) => token ?? '')[0]
}
