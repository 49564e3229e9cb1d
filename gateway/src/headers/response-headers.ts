import type { IncomingHttpHeaders } from 'undici/types/header.js'
import { hopByHop } from './header-names.ts'
import { securityHeaders } from './security-headers.ts'

/** Names that tell about the machinery behind, or that the gateway sets itself. */
const withheld = new Set(['server', 'x-powered-by', 'x-request-id'])

/**
 * A service's header section as it goes to the client: names and values in turn, hop-by-hop names and those that
 * `Connection` lists left out, the security headers added where the service set none, the request's id last.
 */
export function responseHeaders(fromService: IncomingHttpHeaders, requestId: string): string[] {
  const listed = namesIn(fromService.connection)
  const headers: string[] = []
  for (const name in fromService) {
    if (hopByHop.has(name) || withheld.has(name) || listed?.includes(name)) continue
    const value = fromService[name]
    if (typeof value === 'string') headers.push(name, value)
    else for (const each of value ?? []) headers.push(name, each)
  }
  for (const [name, value] of securityHeaders) {
    if (fromService[name] === undefined) headers.push(name, value)
  }
  headers.push('x-request-id', requestId)
  return headers
}

function namesIn(connection: string | string[] | undefined): string[] | undefined {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return undefined
  return String(connection)
    .split(',')
    .map((name) => name.trim().toLowerCase())
}
