import { toProblem } from '@bartab/kit'
import type { Problem } from '@bartab/sdk/problems'
import type { Exchange } from './exchange.ts'
import { securityHeaders } from './headers/security-headers.ts'
import { limitHeaders } from './limits/limit-headers.ts'
import { endLingering } from './lingering-end.ts'

/** Answers an exchange that goes no further: problem+json, or RFC 6749's form on OAuth routes. */
export function refuse(exchange: Exchange, error: unknown): Problem {
  const problem = toProblem(error)
  exchange.failure = problem.code
  if (exchange.response.headersSent || exchange.response.destroyed) {
    exchange.response.destroy()
    return problem
  }
  const body = JSON.stringify(documentOf(exchange, problem))
  exchange.response.writeHead(problem.status, headersOf(exchange, problem, body))
  endLingering(exchange, body)
  return problem
}

function documentOf({ route, loggedPath, requestId }: Exchange, problem: Problem): unknown {
  if (route?.oauth !== true) return problem.toDocument(loggedPath, requestId)
  return { error: oauthError(problem), error_description: problem.message, request_id: requestId }
}

/** @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2 and RFC 6750 3.1 */
function oauthError({ code, status }: Problem): string {
  if (code.startsWith('TOKEN_')) return 'invalid_token'
  if (status === 429 || status >= 502) return 'temporarily_unavailable'
  return status >= 500 ? 'server_error' : 'invalid_request'
}

function headersOf(exchange: Exchange, problem: Problem, body: string): string[] {
  const headers = ['content-type', exchange.route?.oauth === true ? 'application/json' : 'application/problem+json']
  headers.push('content-length', String(Buffer.byteLength(body)), 'cache-control', 'no-store')
  for (const [name, value] of Object.entries(problem.headers)) headers.push(name, value)
  if (exchange.limit !== undefined && problem.headers['ratelimit'] === undefined) {
    headers.push(...limitHeaders(exchange.limit))
  }
  if (problem.status === 401) headers.push('www-authenticate', challenge(problem))
  for (const [name, value] of securityHeaders) headers.push(name, value)
  if (exchange.hasBody && !exchange.request.complete) headers.push('connection', 'close')
  headers.push('x-request-id', exchange.requestId)
  return headers
}

/** @see https://www.rfc-editor.org/rfc/rfc6750#section-3 */
function challenge({ code }: Problem): string {
  return code === 'TOKEN_MISSING' ? 'Bearer' : 'Bearer error="invalid_token"'
}
