import type { Exchange } from '../exchange.ts'
import { classTimeouts, type Route } from '../routing/route.ts'
import { ClientBody } from './client-body.ts'
import type { ServiceRequest } from './visit.ts'

/** What a service is asked: the canonical target, cleaned headers, and the client's body, at hand or as it comes. */
export function upstreamRequest(exchange: Exchange, route: Route, bodyLimit: number): ServiceRequest {
  const { headersMs, bodyMs, clientIdleMs } = classTimeouts[route.class]
  const { chunked } = exchange.headers
  const { method, target, content = '' } = exchange
  const streams = exchange.hasBody && content === ''
  const stream = streams ? new ClientBody(exchange.request, { limit: bodyLimit, idleMs: clientIdleMs }) : null
  const body = stream === null ? null : { stream, chunked }
  const text = headOf(exchange, stream !== null && chunked) + content
  const prompt = route.prompt === true
  const shared = method === 'GET' && !exchange.hasBody && route.shared?.(target.query) === true
  return { method, target: target.path + target.query, text, body, prompt, shared, headersMs, bodyMs }
}

/**
 * The client's own words, which Node's parser has found free of line breaks, and last, where nothing can take them
 * back, ours.
 */
function headOf({ headers, origin, requestId, traceparent }: Exchange, chunked: boolean): string {
  const { passedOn } = headers
  let head = ''
  for (let i = 0; i < passedOn.length; i += 2) head += `${passedOn[i]}: ${passedOn[i + 1]}\r\n`
  if (chunked) head += 'transfer-encoding: chunked\r\n'
  return (
    `${head}x-forwarded-for: ${origin.address}\r\nx-forwarded-proto: ${origin.proto}\r\n` +
    `x-forwarded-host: ${origin.host}\r\nx-request-id: ${requestId}\r\ntraceparent: ${traceparent}\r\n\r\n`
  )
}
