import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Scope } from '@bartab/sdk/schemas'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { Caller } from '../tokens/caller.ts'

/** A Fastify instance whose schemas are TypeBox and whose every route states its scope. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** Who may call a route: anyone, anyone with a valid token, or a token with the scope (all of several). */
export type RouteScope = Scope | readonly Scope[] | 'public' | 'authenticated'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Every route states it; a route without one is refused at registration. */
    scope?: RouteScope
    /** The path carries a secret: the log shows the route's pattern in its place. */
    secretPath?: true
    /** The route reads its body itself. Without this, a route that declares no body refuses fields. */
    body?: 'raw'
  }
  interface FastifyRequest {
    /** Who asks. On a `public` route it is undefined unless a valid token came along: use `callerIfAny` there. */
    caller: Caller
  }
}
