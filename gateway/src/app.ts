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
  type RememberingVerifier,
} from '@bartab/kit'
import { refuseBrokenRequest } from './broken-request.ts'
import type { GatewayConfig } from './config.ts'
import { type ControlDeps, control } from './control.ts'
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
import type { Holds } from './stages/wait-for-hand-over.ts'
import { Hold } from './upstream/hold.ts'
import { measureUpstreams } from './upstream/measures.ts'
import type { Upstreams } from './upstream/upstreams.ts'

export interface GatewayDeps {
  name: string
  version: string
  config: GatewayConfig
  clock: () => number
  names: TraceNames
  proxies: TrustedProxies
  verifier: RememberingVerifier
  heldKeys: () => HeldKeys
  upstreams: Upstreams
  /** Told when a service is somewhere else from now on. */
  moved: ControlDeps['moved']
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
  const holds: Holds = { auth: new Hold(clock), chat: new Hold(clock), media: new Hold(clock) }
  const { addressConnections: most, headersTimeoutMs } = config
  const listening = { most, headersTimeoutMs, proxies: deps.proxies, newRequestId: names.requestId }
  let front: Handler
  let pages: RequestListener
  const app = createServer({
    ...{ name, version, config, clock, lifecycle, metrics, readiness },
    ...(logStream === undefined ? {} : { logStream }),
    fastify: {
      serverFactory: gatewayServer(listening, (own) => {
        pages = own
        return (request, response) => front(request, response)
      }),
      clientErrorHandler: refuseBrokenRequest(names.requestId),
    },
  })
  const observation = new Observation(app.log, metrics, clock)
  front = createFront({
    clock,
    stages: gatewayStages(deps, table, holds, (request, response) => pages(request, response), observation),
    record: observation.record,
    report: observation.report,
  })
  pageSecurity(app)
  discovery(app, { name: config.serverName, version, issuer: config.issuer, maxUploadBytes: config.maxUploadBytes })
  await webClient(app, { folder: config.webDir, clock, reserved: (path) => table.reserves(path) })
  const internal = createInternalServer({ metrics, readiness, lifecycle, heldKeys: deps.heldKeys })
  control(internal, { verifier: deps.verifier, upstreams: deps.upstreams, holds, moved: deps.moved })
  measureUpstreams(metrics, deps.upstreams, holds)
  endPollsOnDrain(deps)
  return { app, internal }
}

/** While the gateway drains, polls are ended again and again: some come in on connections that are still open. */
const endPollsMs = 100

function endPollsOnDrain({ lifecycle, upstreams }: Pick<GatewayDeps, 'lifecycle' | 'upstreams'>): void {
  lifecycle.onDrain(() => {
    upstreams.endPolls()
    const again = setInterval(() => upstreams.endPolls(), endPollsMs)
    lifecycle.onClose(() => clearInterval(again))
  })
}

function gatewayStages(
  deps: GatewayDeps,
  table: RoutingTable,
  holds: Holds,
  pages: RequestListener,
  observation: Observation,
) {
  const { config, names, proxies, verifier, upstreams, lifecycle, clock } = deps
  const { maxUploadBytes } = config
  return stages({
    names,
    proxies,
    verifier,
    maxUploadBytes,
    holds,
    limits: new RequestLimits(limitSettings(config), clock),
    table: () => table,
    deliver: deliver({
      upstreams,
      pages,
      maxUploadBytes,
      clock,
      draining: () => lifecycle.state === 'draining',
      forwarding: observation.forwarding,
      retried: observation.retried,
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
    bot: { perSecond: config.botPerSecond, burst: config.botBurst },
    poll: { perSecond: config.pollPerSecond, burst: config.pollBurst },
    upload: { perSecond: config.uploadPerSecond, burst: config.uploadBurst },
    download: { perSecond: config.downloadPerSecond, burst: config.downloadBurst },
  }
}
