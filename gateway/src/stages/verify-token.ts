import type { RememberingVerifier } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'
import type { Exchange, Stage } from '../exchange.ts'

/** What precedes the token in nearly all requests. */
const usualScheme = 'Bearer '
const bearer = /^Bearer(?: +([^ ]*))?$/i

/** Finds out who calls, as the route's policy asks. Without a valid token nothing is forwarded where one is required. */
export function verifyToken(verifier: RememberingVerifier): Stage {
  return (exchange) => {
    const policy = exchange.route?.token ?? 'none'
    if (policy === 'none') return
    const authorization = exchange.headers.authorization ?? ''
    if (authorization.startsWith(usualScheme)) exchange.caller = verifier.known(authorization.slice(usualScheme.length))
    if (exchange.caller !== undefined) return
    const match = bearer.exec(authorization)
    if (match !== null) return identify(exchange, verifier, match[1] ?? '')
    if (policy === 'required') throw new Problem('TOKEN_MISSING')
  }
}

async function identify(exchange: Exchange, verifier: RememberingVerifier, token: string): Promise<void> {
  exchange.caller = await verifier.verify(token)
}
