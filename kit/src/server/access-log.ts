import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import type { Metrics } from '../metrics.ts'
import type { App } from './app.ts'

const clientClosedRequest = 499
const quiet = new Set(['/healthz', '/readyz'])

/** One line and one measurement for each request, when its answer is complete or its client is gone. */
export function accessLog(app: App, metrics: Metrics): void {
  // its fields are chosen here one by one: to look for secrets among them costs more than all the rest of a line
  const log = app.log.child({}, { redact: [] })
  app.addHook('onRequest', (request, reply, done) => {
    metrics.requestsInFlight.inc()
    let complete = false
    reply.raw.on('finish', () => {
      complete = true
    })
    reply.raw.on('close', () => {
      metrics.requestsInFlight.dec()
      record(log, request, reply, metrics, complete ? reply.raw.statusCode : clientClosedRequest)
    })
    done()
  })
}

function record(
  log: FastifyBaseLogger,
  request: FastifyRequest,
  reply: FastifyReply,
  metrics: Metrics,
  status: number,
): void {
  const route = request.routeOptions.url ?? '(none)'
  const took = reply.elapsedTime
  metrics.requestSeconds.observe({ method: request.method, route, status }, took / 1_000)
  const line = {
    method: request.method,
    route,
    path: request.routeOptions.config.secretPath === true ? route : pathOf(request.url),
    status,
    ms: Math.round(took * 10) / 10,
    user_id: request.caller?.userId,
    request_id: request.id,
  }
  if (quiet.has(route)) log.debug(line, 'request')
  else log.info(line, 'request')
}

// a query may hold what people search for, or a secret in a link
export function pathOf(url: string): string {
  const query = url.indexOf('?')
  return query === -1 ? url : url.slice(0, query)
}
