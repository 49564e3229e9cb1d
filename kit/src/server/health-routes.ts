import type { FastifyInstance } from 'fastify'
import { channelHeader, channelType } from '../channel/frames.ts'
import type { Lifecycle } from '../lifecycle.ts'
import type { Readiness, ReadinessReport } from '../readiness.ts'

export interface HealthDeps {
  lifecycle: Lifecycle
  readiness: Readiness
  /** Whether many questions may be asked here on one connection. Default: not. */
  takesChannels?: boolean
}

const open = { config: { scope: 'public' as const } }

/** `GET /healthz`: the process lives. `GET /readyz`: 200 when it can do its work, else 503, with the reasons. */
export function healthRoutes(app: FastifyInstance, deps: HealthDeps): void {
  app.get('/healthz', open, async () => ({ status: 'ok' }))
  app.get('/readyz', open, async (_request, reply) => {
    const report = await readinessOf(deps)
    if (deps.takesChannels === true) reply.header(channelHeader, channelType)
    return reply
      .code(report.status === 'ok' ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(report)
  })
}

async function readinessOf({ lifecycle, readiness }: HealthDeps): Promise<ReadinessReport> {
  if (lifecycle.state === 'ready') return readiness.report()
  return { status: 'failing', checks: [{ name: 'lifecycle', status: 'failing', detail: lifecycle.state }] }
}
