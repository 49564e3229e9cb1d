import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { App } from './app.ts'

const acceptable = /^[A-Za-z0-9_.-]{1,64}$/
const traceparent = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/
const maxTracestate = 512

/** The caller's `x-request-id` where it has an acceptable form, else a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const inbound = request.headers['x-request-id']
  return typeof inbound === 'string' && acceptable.test(inbound) ? inbound : randomUUID()
}

/** Every answer carries the request's id. */
export function requestId(app: App): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
}

/** The headers that tie a call to another server to this request: `x-request-id`, and W3C trace context if it was valid. */
export function outgoingHeaders(request: FastifyRequest): Record<string, string> {
  const headers: Record<string, string> = { 'x-request-id': request.id }
  const parent = request.headers.traceparent
  if (typeof parent !== 'string' || !traceparent.test(parent)) return headers
  const state = request.headers.tracestate
  if (typeof state === 'string' && state.length <= maxTracestate) headers.tracestate = state
  return { ...headers, traceparent: parent }
}
