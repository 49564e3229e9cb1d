import type { Stage } from '../exchange.ts'
import { clientOrigin, type TrustedProxies } from '../headers/client-address.ts'
import { readClientHeaders } from '../headers/client-headers.ts'

/** Reads the client's header section once, refuses ambiguous framing, and finds out who is at the other end. */
export function clientHeaders(proxies: TrustedProxies): Stage {
  return (exchange) => {
    exchange.headers = readClientHeaders(exchange.request.rawHeaders)
    exchange.origin = clientOrigin(exchange.request.socket.remoteAddress ?? '', exchange.headers, proxies)
  }
}
