import { Problem } from '@bartab/sdk/problems'
import type { ServiceName } from '../routing/route.ts'

const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'CONNECT_TIMEOUT',
])
const unreachable = new Set([...neverSent, 'ETIMEDOUT'])
const stale = new Set(['CLOSED', 'ECONNRESET', 'EPIPE'])

/** What went wrong on a connection to a service, where the system has no code for it. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError'
  readonly code: 'CLOSED' | 'CONNECT_TIMEOUT' | 'GARBAGE' | 'TIMEOUT'

  constructor(code: UpstreamError['code'], message: string) {
    super(message)
    this.code = code
  }
}

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
  if (code === 'TIMEOUT') return new Problem('UPSTREAM_TIMEOUT', { detail, cause: error })
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
