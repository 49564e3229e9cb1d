import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Problem, type ProblemCode } from '@bartab/sdk/problems'
import { plainAnswer } from './plain-answer.ts'

const codes: Record<string, ProblemCode> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
}

/** Answers bytes that are no HTTP request, in our form, and closes the connection. */
export function refuseBrokenRequest(newRequestId: () => string) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy()
      return
    }
    if (isAnswering(socket)) {
      socket.destroySoon()
      return
    }
    socket.end(plainAnswer(new Problem(codes[error.code ?? ''] ?? 'REQUEST_MALFORMED'), newRequestId()))
  }
}

// Node keeps the answer under way here; a second one must not be written into the middle of it
function isAnswering(socket: Socket): boolean {
  return (socket as Socket & { _httpMessage?: ServerResponse | null })._httpMessage?.headersSent === true
}
