import type { RememberingVerifier } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'
import type { Exchange, Stage } from '../exchange.ts'

const bearer = /^Bearer(?: +([^ ]*))?$/i

/** Finds out who calls, as the route's policy asks. Without a valid token nothing is forwarded where one is required. */
export function verifyToken(verifier: RememberingVerifier): Stage {
  return (exchange) => {
    const policy = exchange.route?.token ?? 'none'
    if (policy === 'none') return
    const match = bearer.exec(exchange.headers.authorization ?? '')
    if (match !== null) {
      const token = match[1] ?? ''
      exchange.caller = verifier.known(token)
      return exchange.caller === undefined ? identify(exchange, verifier, token) : undefined
    }
    if (policy === 'required') throw new Problem('TOKEN_MISSING')
  }
}

async function identify(exchange: Exchange, verifier: RememberingVerifier, token: string): Promise<void> {
  exchange.caller = await verifier.verify(token)
}
