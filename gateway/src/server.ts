import type { RequestListener, Server } from 'node:http'
import { http } from '@bartab/kit'
import { ClientRequest } from './client-request.ts'
import { flowBytes } from './flow.ts'
import type { Handler } from './front.ts'
import { type ConnectionLimitOptions, limitConnections } from './limits/connection-limit.ts'

/** How long an idle connection is kept, milliseconds: longer than proxies in front keep theirs. */
const keepAliveTimeout = 72_000

export interface GatewayServerOptions extends ConnectionLimitOptions {
  /** Longest time for a request's header section to arrive, milliseconds. */
  headersTimeoutMs: number
}

/**
 * The listener: every request goes to the front, and what the front does not forward to `pages`.
 * Bodies may take as long as they keep coming, so that no time is set for a whole request.
 */
export function gatewayServer(
  { headersTimeoutMs, ...connections }: GatewayServerOptions,
  frontFor: (pages: RequestListener) => Handler,
) {
  return (pages: RequestListener): Server => {
    const front = frontFor(pages)
    const connectionsCheckingInterval = Math.min(5_000, headersTimeoutMs)
    const timeouts = {
      headersTimeout: headersTimeoutMs,
      keepAliveTimeout,
      requestTimeout: 0,
      connectionsCheckingInterval,
    }
    const options = { ...timeouts, highWaterMark: flowBytes, IncomingMessage: ClientRequest }
    // a missing host is refused by the stage that reads headers, in our form; a request without a body needs no stream
    const server = http.createServer({ ...options, requireHostHeader: false, optimizeEmptyRequests: true }, front)
    limitConnections(server, connections)
    server.on('checkContinue', front)
    server.on('checkExpectation', front)
    return server
  }
}
