import { Problem } from '@bartab/sdk/problems'
import type { Stage } from '../exchange.ts'

const served: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const allow = [...served].join(', ')
const withoutBody: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Refuses methods that nothing here serves, and bodies where readers disagree whether there may be one. */
export const servedMethod: Stage = (exchange) => {
  if (!served.has(exchange.method)) throw new Problem('METHOD_REFUSED', { headers: { allow } })
  if (exchange.hasBody && withoutBody.has(exchange.method)) {
    throw new Problem('REQUEST_MALFORMED', { detail: `${exchange.method} does not take a body here` })
  }
}
