import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyHttpOptions,
  type FastifyInstance,
  LogController,
  type RawServerDefault,
} from 'fastify'
import { channelRoute } from '../channel/channel-route.ts'
import type { Clock } from '../clock.ts'
import type { ServerConfig } from '../config/server-config.ts'
import type { Lifecycle } from '../lifecycle.ts'
import type { Metrics } from '../metrics.ts'
import type { Readiness } from '../readiness.ts'
import type { TokenVerifier } from '../tokens/token-verifier.ts'
import { accessLog } from './access-log.ts'
import { apiDocument } from './api-document.ts'
import type { App } from './app.ts'
import { refuseBrokenRequest } from './broken-request.ts'
import { callerIdentity } from './caller-identity.ts'
import { compilersFactory } from './compilers.ts'
import { connectionEnd } from './connection-end.ts'
import { healthRoutes } from './health-routes.ts'
import { jsonBody } from './json-body.ts'
import { logOptions } from './log.ts'
import type { LogStream } from './log-lines.ts'
import { problemResponses, sendProblem } from './problem-responses.ts'
import { requestId, requestIdOf } from './request-id.ts'
import { RequestLog } from './request-log.ts'
import { toProblem } from './to-problem.ts'
import { undeclaredBody } from './undeclared-body.ts'

export interface ServerOptions {
  name: string
  version: string
  config: ServerConfig
  clock: Clock
  lifecycle: Lifecycle
  metrics: Metrics
  readiness: Readiness
  /** Without one, only `public` routes may be registered, and tokens are not looked at. */
  verifier?: TokenVerifier
  /** Largest request body, bytes. Default 1 MiB. */
  bodyLimit?: number
  /** Where log lines go. Default stdout. */
  logStream?: LogStream
  /** Paths whose `GET` may be asked over a channel, many on one connection. Default: none, and no channel is offered. */
  carried?: readonly string[]
  /** Further options of Fastify itself, such as timeouts. */
  fastify?: FastifyHttpOptions<RawServerDefault, FastifyBaseLogger>
}

/**
 * The HTTP server that every service starts from: request ids, access log, metrics, problem+json, schemas that refuse
 * what they do not know, the caller's identity, and a scope stated on each route. Add routes to it, then `runServer`.
 */
export function createServer(options: ServerOptions): App {
  const { name, version, config, clock, lifecycle, metrics, readiness, verifier, bodyLimit, logStream } = options
  const { carried = [] } = options
  const app: App = Fastify({
    logger: logOptions(name, config, clock, logStream),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    childLoggerFactory: (logger, bindings, options) => new RequestLog(logger, bindings, options),
    requestIdHeader: false,
    genReqId: requestIdOf,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    bodyLimit: bodyLimit ?? 1024 * 1024,
    clientErrorHandler: refuseBrokenRequest,
    schemaController: { compilersFactory },
    frameworkErrors: (error, request, reply) => {
      reply.header('x-request-id', request.id)
      sendProblem(toProblem(error), request, reply)
    },
    ...options.fastify,
  } as FastifyHttpOptions<RawServerDefault, FastifyBaseLogger>).withTypeProvider<TypeBoxTypeProvider>()

  metrics.gauge('bartab_build_info', 'The version that runs', ['name', 'version']).set({ name, version }, 1)
  jsonBody(app)
  connectionEnd(app, lifecycle)
  requestId(app)
  accessLog(app, metrics)
  problemResponses(app)
  undeclaredBody(app)
  callerIdentity(app, verifier)
  apiDocument(app, name, version)
  healthRoutes(app, { lifecycle, readiness, takesChannels: carried.length > 0 })
  if (carried.length > 0) channelRoute(app as unknown as FastifyInstance, { lifecycle, carried })
  return app
}
