import type { RequestListener } from 'node:http'
import type { Exchange, Stage } from './exchange.ts'
import { limitHeaders } from './limits/limit-headers.ts'
import type { Route } from './routing/route.ts'
import { bodyLimit } from './stages/limit-body.ts'
import { Relay } from './upstream/relay.ts'
import type { Upstreams } from './upstream/upstreams.ts'

export interface DeliverOptions {
  upstreams: Upstreams
  pages: RequestListener
  maxUploadBytes: number
  clock: () => number
  draining: () => boolean
  /** Told of each exchange that goes to a service. */
  forwarding: (exchange: Exchange) => void
  /** Told of each second attempt. */
  retried: (route: Route) => void
  /** Answers an exchange to which the service gave no answer. */
  failed: (exchange: Exchange, error: unknown) => void
}

/** The last stage: forwards to the service that the route names, or serves the gateway's own. */
export function deliver({ upstreams, pages, maxUploadBytes, forwarding, ...rest }: DeliverOptions): Stage {
  return (exchange) => {
    const { route } = exchange
    if (route === undefined) return servePage(exchange, pages)
    forwarding(exchange)
    const upstream = () => upstreams.of(route.service)
    new Relay({ exchange, route, upstream, bodyLimit: bodyLimit(route.class, maxUploadBytes), ...rest }).start()
  }
}

/** The pages see the canonical target and the id that the exchange already has. */
function servePage({ request, response, target, requestId, headers, limit }: Exchange, pages: RequestListener): void {
  request.url = target.path + target.query
  request.headers['x-request-id'] = requestId
  const [policyName = '', policy = '', limitName = '', left = ''] = limit === undefined ? [] : limitHeaders(limit)
  if (limit !== undefined) response.setHeader(policyName, policy).setHeader(limitName, left)
  if (headers.expectsContinue) response.writeContinue()
  pages(request, response)
}
