import Fastify, { type FastifyInstance } from 'fastify'
import type { Lifecycle } from '../lifecycle.ts'
import type { Metrics } from '../metrics.ts'
import type { Readiness } from '../readiness.ts'
import type { HeldKeys } from '../tokens/key-set.ts'
import type { App } from './app.ts'
import { refuseBrokenRequest } from './broken-request.ts'
import { compilersFactory } from './compilers.ts'
import { connectionEnd } from './connection-end.ts'
import { healthRoutes } from './health-routes.ts'
import { jsonBody } from './json-body.ts'
import { problemResponses } from './problem-responses.ts'
import { requestId, requestIdOf } from './request-id.ts'
import { undeclaredBody } from './undeclared-body.ts'

export interface InternalServerOptions {
  metrics: Metrics
  readiness: Readiness
  lifecycle: Lifecycle
  /** What the token verifier holds at this moment. Without it there is no `GET /keys`. */
  heldKeys?: () => HeldKeys
}

/** The listener for operators and probes: health, `GET /metrics` (Prometheus; `/metrics.json` the same as JSON), `GET /keys`. Never published. */
export function createInternalServer({ metrics, readiness, lifecycle, heldKeys }: InternalServerOptions): App {
  const app = Fastify({
    clientErrorHandler: refuseBrokenRequest,
    schemaController: { compilersFactory },
    genReqId: requestIdOf,
    requestIdHeader: false,
    return503OnClosing: false,
  }) as unknown as App
  connectionEnd(app as unknown as FastifyInstance, lifecycle)
  requestId(app)
  jsonBody(app)
  problemResponses(app)
  undeclaredBody(app)
  healthRoutes(app as unknown as FastifyInstance, { lifecycle, readiness })
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
  app.get('/metrics.json', async () => await metrics.registry.getMetricsAsJSON())
  if (heldKeys !== undefined) app.get('/keys', async () => heldKeys())
  return app
}
