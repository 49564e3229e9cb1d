import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Problem, type ProblemCode } from '@bartab/sdk/problems'
import { securityHeaders } from './headers/security-headers.ts'

const codes: Record<string, ProblemCode> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
}

const reasons: Record<number, string> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
}

/** Answers bytes that are no HTTP request, in our form, and closes the connection. */
export function refuseBrokenRequest(newRequestId: () => string) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (!socket.writable || error.code === 'ECONNRESET' || isAnswering(socket)) {
      socket.destroy()
      return
    }
    socket.end(answer(new Problem(codes[error.code ?? ''] ?? 'REQUEST_MALFORMED'), newRequestId()))
  }
}

function answer(problem: Problem, requestId: string): string {
  const body = JSON.stringify(problem.toDocument('', requestId))
  return [
    `HTTP/1.1 ${problem.status} ${reasons[problem.status]}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    ...securityHeaders.map(([name, value]) => `${name}: ${value}`),
    `x-request-id: ${requestId}`,
    '',
    body,
  ].join('\r\n')
}

// Node keeps the answer under way here; a second one must not be written into the middle of it
function isAnswering(socket: Socket): boolean {
  return (socket as Socket & { _httpMessage?: ServerResponse | null })._httpMessage?.headersSent === true
}
