import type { App, RememberingVerifier, TokenVerifier } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'
import { type Static, Type } from '@bartab/sdk/type'
import type { FastifyRequest } from 'fastify'
import type { ServiceName } from './routing/route.ts'
import type { Holds } from './stages/wait-for-hand-over.ts'
import type { Upstream } from './upstream/upstream.ts'
import type { Upstreams } from './upstream/upstreams.ts'

export interface ControlDeps {
  verifier: TokenVerifier | RememberingVerifier
  upstreams: Upstreams
  holds: Holds
  /** Told when a service is somewhere else from now on. */
  moved: (service: ServiceName, origins: readonly string[], internalOrigin: string | undefined) => Promise<void>
}

const Origin = Type.String({ pattern: '^https?://[^/?#@\\s]+$', maxLength: 300 })
const Milliseconds = (preset: number, most: number) => Type.Integer({ minimum: 0, maximum: most, default: preset })
const closed = { additionalProperties: false }

const ServiceParams = Type.Object({
  service: Type.Unsafe<ServiceName>(Type.String({ enum: ['auth', 'chat', 'media'] })),
})

/** Where a service is from now on. */
const Pointer = Type.Object(
  {
    /** Its replicas. All of them must be ready. */
    origins: Type.Array(Origin, { minItems: 1, maxItems: 16 }),
    /** auth's internal listener, where it moves too. */
    internal_origin: Type.Optional(Origin),
    /** How long the new place may take to become ready. */
    ready_timeout_ms: Type.Optional(Milliseconds(10_000, 120_000)),
    /** How long the old place may take to finish what it began; what is left then is cut. */
    drain_timeout_ms: Type.Optional(Milliseconds(10_000, 600_000)),
  },
  closed,
)

const HoldBody = Type.Object(
  {
    /** Requests wait no longer than this, whatever happens. */
    longest_ms: Type.Optional(Milliseconds(10_000, 30_000)),
    /** How long the answer may wait for requests under way to finish. */
    drain_timeout_ms: Type.Optional(Milliseconds(5_000, 30_000)),
  },
  closed,
)

/** What the operator may change at run time, on the internal listener, with a token of scope `auth:admin`. */
export function control(internal: App, deps: ControlDeps): void {
  const { upstreams, holds } = deps
  const onlyOperator = { preHandler: (request: FastifyRequest) => allowOperator(deps.verifier, request) }
  const view = (service: ServiceName) => viewOf(upstreams.of(service), holds)

  internal.get('/services', onlyOperator, async () => ({
    services: upstreams.all.map(({ service }) => view(service)),
    retiring: upstreams.retiring.size,
  }))

  const point = { ...onlyOperator, schema: { params: ServiceParams, body: Pointer } }
  internal.put('/services/:service', point, async ({ params: { service }, body }) => {
    const drained = await moveTo(deps, service, body)
    return { ...view(service), drained }
  })

  const hold = { ...onlyOperator, schema: { params: ServiceParams, body: HoldBody } }
  internal.put('/services/:service/hold', hold, async ({ params: { service }, body }) => {
    holds[service].begin(body.longest_ms ?? 10_000)
    const drained = await upstreams.of(service).drain(body.drain_timeout_ms ?? 5_000)
    return { ...view(service), drained }
  })

  const release = { ...onlyOperator, schema: { params: ServiceParams } }
  internal.delete('/services/:service/hold', release, async ({ params: { service } }) => {
    await upstreams.of(service).look()
    const outcome = holds[service].end()
    return { ...view(service), ...outcome }
  })
}

async function moveTo({ upstreams, moved }: ControlDeps, service: ServiceName, pointer: Static<typeof Pointer>) {
  const { origins, internal_origin, ready_timeout_ms = 10_000, drain_timeout_ms = 10_000 } = pointer
  const next = upstreams.prepare(service, origins)
  if (!(await becomesReady(next, ready_timeout_ms))) {
    next.destroy()
    throw new Problem('REPLICA_NOT_READY', { detail: origins.join(', ') })
  }
  const before = upstreams.point(next)
  await moved(service, origins, internal_origin)
  return upstreams.retire(before, drain_timeout_ms)
}

async function becomesReady(upstream: Upstream, timeoutMs: number): Promise<boolean> {
  const until = AbortSignal.timeout(timeoutMs)
  for (;;) {
    const found = await upstream.look()
    if (found.every(({ health }) => health === 'ready')) return true
    if (until.aborted) return false
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function allowOperator(verifier: TokenVerifier, request: FastifyRequest): Promise<void> {
  const token = /^Bearer +(.+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (token === undefined) throw new Problem('TOKEN_MISSING')
  const { scopes } = await verifier.verify(token)
  if (!scopes.has('auth:admin')) throw new Problem('SCOPE_MISSING', { detail: 'auth:admin' })
}

function viewOf(upstream: Upstream, holds: Holds) {
  const { service, replicas, inFlight, polls } = upstream
  const { until, leftMs, waiting } = holds[service]
  return {
    service,
    replicas: replicas.map(({ origin, health, inFlight, connections }) => ({
      ...{ origin, health, in_flight: inFlight, connections },
    })),
    in_flight: inFlight,
    polls: polls.size,
    hold: until === undefined ? null : { until_ts: until, left_ms: leftMs, waiting },
  }
}
