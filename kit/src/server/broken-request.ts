import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Problem, type ProblemCode } from '@bartab/sdk/problems'
import { http } from '../http.ts'

const codes: Record<string, ProblemCode> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
}

/** Answers bytes that are no HTTP request in the form of all other failures, and closes the connection. */
export function refuseBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET' || isAnswering(socket)) socket.destroy()
  else socket.end(answer(new Problem(codes[error.code ?? ''] ?? 'REQUEST_MALFORMED')))
}

function answer(problem: Problem): string {
  const requestId = randomUUID()
  const body = JSON.stringify(problem.toDocument('', requestId))
  return [
    `HTTP/1.1 ${problem.status} ${http.STATUS_CODES[problem.status]}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    `x-request-id: ${requestId}`,
    '',
    body,
  ].join('\r\n')
}

// Node keeps the answer under way here; a second one must not be written into the middle of it
function isAnswering(socket: Socket): boolean {
  return (socket as Socket & { _httpMessage?: ServerResponse | null })._httpMessage?.headersSent === true
}
