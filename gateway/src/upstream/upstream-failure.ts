import { Problem } from '@bartab/sdk/problems'
import type { ServiceName } from '../routing/route.ts'

const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])
const unreachable = new Set([...neverSent, 'ETIMEDOUT', 'UND_ERR_DESTROYED', 'UND_ERR_CLOSED'])
const timedOut = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])
const stale = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'])

/** A request was given up by the gateway itself: its client left, or a poll was ended early. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp'
}

/** Whether a request failed for a reason on our side of the service: its client, or the client's body. */
export function isOwnFailure(error: Error): boolean {
  return error instanceof GivenUp || error instanceof Problem
}

/** What a client is told when a service fails: which service, never the words of the error. */
export function upstreamProblem(error: Error, service: ServiceName): Problem {
  if (error instanceof Problem) return error
  const code = codeOf(error)
  const detail = `the service is ${service}`
  if (timedOut.has(code)) return new Problem('UPSTREAM_TIMEOUT', { detail, cause: error })
  if (unreachable.has(code)) {
    return new Problem('UPSTREAM_UNREACHABLE', { detail, headers: { 'retry-after': '1' }, cause: error })
  }
  return new Problem('UPSTREAM_BROKEN', { detail, cause: error })
}

/** What a client is told while no replica of a service answers, without asking one. */
export function upstreamAway(service: ServiceName): Problem {
  return new Problem('UPSTREAM_AWAY', { detail: `the service is ${service}`, headers: { 'retry-after': '1' } })
}

/** Whether a connection ended as one does that the service had closed while it was kept for the next request. */
export function isStaleConnection(error: Error): boolean {
  return stale.has(codeOf(error))
}

/** Whether it is certain that the service saw nothing of the request. */
export function wasNeverSent(error: Error): boolean {
  return neverSent.has(codeOf(error))
}

function codeOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? ''
}
