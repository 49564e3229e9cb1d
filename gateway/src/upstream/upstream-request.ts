import type { Dispatcher } from 'undici'
import type { Exchange } from '../exchange.ts'
import { classTimeouts, type Route } from '../routing/route.ts'
import { ClientBody } from './client-body.ts'

/** What a service is asked: the canonical target, cleaned headers, and the client's body as it comes. */
export function upstreamRequest(
  exchange: Exchange,
  { class: kind }: Route,
  bodyLimit: number,
): Dispatcher.DispatchOptions {
  const { headersMs, bodyMs, clientIdleMs } = classTimeouts[kind]
  return {
    path: exchange.target.path + exchange.target.query,
    method: exchange.method as Dispatcher.HttpMethod,
    headers: upstreamHeaders(exchange),
    body: exchange.hasBody ? new ClientBody(exchange.request, { limit: bodyLimit, idleMs: clientIdleMs }) : null,
    headersTimeout: headersMs,
    bodyTimeout: bodyMs,
  }
}

/** The client's own words, and last, where nothing can take them back, ours. */
function upstreamHeaders({ headers, origin, requestId, traceparent }: Exchange): string[] {
  const outgoing = headers.passedOn
  outgoing.push(
    'x-forwarded-for',
    origin.address,
    'x-forwarded-proto',
    origin.proto,
    'x-forwarded-host',
    origin.host,
    'x-request-id',
    requestId,
    'traceparent',
    traceparent,
  )
  return outgoing
}
