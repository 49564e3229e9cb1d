import type { TokenVerifier } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'
import type { Exchange, Stage } from '../exchange.ts'

const bearer = /^Bearer(?: +([^ ]*))?$/i

/** Finds out who calls, as the route's policy asks. Without a valid token nothing is forwarded where one is required. */
export function verifyToken(verifier: TokenVerifier): Stage {
  return (exchange) => {
    const policy = exchange.route?.token ?? 'none'
    if (policy === 'none') return
    const match = bearer.exec(exchange.headers.authorization ?? '')
    if (match !== null) return identify(exchange, verifier, match[1] ?? '')
    if (policy === 'required') throw new Problem('TOKEN_MISSING')
  }
}

async function identify(exchange: Exchange, verifier: TokenVerifier, token: string): Promise<void> {
  exchange.caller = await verifier.verify(token)
}
