import { http } from '@bartab/kit'
import type { Problem } from '@bartab/sdk/problems'
import { securityHeaders } from './headers/security-headers.ts'

/** A refusal for a connection that carries no request which could be answered. */
export function plainAnswer(problem: Problem, requestId: string): string {
  const body = JSON.stringify(problem.toDocument('', requestId))
  return [
    `HTTP/1.1 ${problem.status} ${http.STATUS_CODES[problem.status]}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    ...Object.entries(problem.headers).map(([name, value]) => `${name}: ${value}`),
    ...securityHeaders.map(([name, value]) => `${name}: ${value}`),
    `x-request-id: ${requestId}`,
    '',
    body,
  ].join('\r\n')
}
