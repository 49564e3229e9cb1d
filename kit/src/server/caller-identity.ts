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
  // with a callback, since a promise for each request costs more than to look a known token up
  app.addHook('onRequest', (request, _reply, done) => {
    const token = bearerToken(request.headers.authorization)
    if (token === undefined || verifier === undefined) return done(tokenMissing(request))
    const enter = (caller: Caller) => {
      request.caller = caller
      return done(scopeMissing(caller, scopeOf(request)))
    }
    try {
      const known = verifier.known?.(token)
      if (known !== undefined) return enter(known)
    } catch (error) {
      return done(error as Error)
    }
    verifier.verify(token).then(enter, done)
  })
}

const scopeOf = (request: FastifyRequest): RouteScope => request.routeOptions.config.scope ?? 'public'

const tokenMissing = (request: FastifyRequest): Problem | undefined =>
  scopeOf(request) === 'public' ? undefined : new Problem('TOKEN_MISSING')

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

function scopeMissing({ scopes }: Caller, required: RouteScope): Problem | undefined {
  if (required === 'public' || required === 'authenticated' || scopes.has(required as Scope)) return undefined
  const missing = [required].flat().filter((scope) => !scopes.has(scope as Scope))
  return missing.length === 0 ? undefined : new Problem('SCOPE_MISSING', { detail: missing.join(' ') })
}

// another scheme, such as a client's Basic credentials at a token endpoint, is not for us to judge
function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer(?: +(.*))?$/is
    .exec(header ?? '')
    ?.slice(1)
    .map((token) => token ?? '')[0]
}
