import type { RequestListener } from 'node:http'
import {
  type App,
  createInternalServer,
  createServer,
  type HeldKeys,
  type Lifecycle,
  type LogStream,
  type Metrics,
  type Readiness,
  type TokenVerifier,
} from '@bartab/kit'
import { refuseBrokenRequest } from './broken-request.ts'
import type { GatewayConfig } from './config.ts'
import { deliver } from './deliver.ts'
import type { Exchange } from './exchange.ts'
import { createFront, type Handler } from './front.ts'
import type { TrustedProxies } from './headers/client-address.ts'
import { type LimitSettings, RequestLimits } from './limits/request-limits.ts'
import { Observation } from './observation.ts'
import { discovery } from './pages/discovery.ts'
import { pageSecurity } from './pages/security.ts'
import { webClient } from './pages/web-client.ts'
import { refuse } from './refuse.ts'
import { routes } from './routing/routes.ts'
import { RoutingTable } from './routing/routing-table.ts'
import { gatewayServer } from './server.ts'
import { stages } from './stages/index.ts'
import type { TraceNames } from './stages/request-identity.ts'
import type { Upstreams } from './upstream/upstreams.ts'

export interface GatewayDeps {
  name: string
  version: string
  config: GatewayConfig
  clock: () => number
  names: TraceNames
  proxies: TrustedProxies
  verifier: TokenVerifier
  heldKeys: () => HeldKeys
  upstreams: Upstreams
  lifecycle: Lifecycle
  metrics: Metrics
  readiness: Readiness
  /** Where log lines go. Default stdout. */
  logStream?: LogStream
}

/**
 * The gateway: a listener whose requests go through the stages, and a Fastify application behind the last stage for
 * what is not forwarded. Fastify owns the listener; its router never sees a path that belongs to a service.
 */
export async function buildGateway(deps: GatewayDeps): Promise<{ app: App; internal: App }> {
  const { name, version, config, clock, names, lifecycle, metrics, readiness, logStream } = deps
  const table = new RoutingTable(routes)
  let front: Handler
  let pages: RequestListener
  const app = createServer({
    ...{ name, version, config, clock, lifecycle, metrics, readiness },
    ...(logStream === undefined ? {} : { logStream }),
    fastify: {
      serverFactory: gatewayServer((own) => {
        pages = own
        return (request, response) => front(request, response)
      }),
      clientErrorHandler: refuseBrokenRequest(names.requestId),
    },
  })
  const observation = new Observation(app.log, metrics, clock)
  front = createFront({
    clock,
    stages: gatewayStages(deps, table, (request, response) => pages(request, response), observation),
    record: observation.record,
    report: observation.report,
  })
  pageSecurity(app)
  discovery(app, { name: config.serverName, version, issuer: config.issuer, maxUploadBytes: config.maxUploadBytes })
  await webClient(app, { folder: config.webDir, clock, reserved: (path) => table.reserves(path) })
  return { app, internal: createInternalServer({ metrics, readiness, lifecycle, heldKeys: deps.heldKeys }) }
}

function gatewayStages(deps: GatewayDeps, table: RoutingTable, pages: RequestListener, observation: Observation) {
  const { config, names, proxies, verifier, upstreams, lifecycle, clock } = deps
  const { maxUploadBytes } = config
  return stages({
    names,
    proxies,
    verifier,
    maxUploadBytes,
    limits: new RequestLimits(limitSettings(config), clock),
    table: () => table,
    deliver: deliver({
      upstreams,
      pages,
      maxUploadBytes,
      draining: () => lifecycle.state === 'draining',
      forwarding: observation.forwarding,
      failed: (exchange: Exchange, error: unknown) => {
        if (refuse(exchange, error).status >= 500) observation.report(exchange, error)
      },
    }),
  })
}

function limitSettings(config: GatewayConfig): LimitSettings {
  return {
    address: { perSecond: config.addressPerSecond, burst: config.addressBurst },
    credentials: { perSecond: config.credentialsPerSecond, burst: config.credentialsBurst },
    user: { perSecond: config.userPerSecond, burst: config.userBurst },
  }
}
