import { takeIn } from '@bartab/kit'
import type { Exchange } from './exchange.ts'

/**
 * Ends an answer. Where the request's body is still arriving the connection is closed a little later: closing it at
 * once makes the system throw away what the client has not read yet, the answer among it.
 */
export function endLingering(
  { request, response, hasBody, headers }: Exchange,
  lastPiece?: string,
  encoding: BufferEncoding = 'utf8',
): void {
  if (!hasBody || request.complete || headers.expectsContinue) {
    response.end(lastPiece, encoding)
    return
  }
  if (lastPiece === undefined) response.flushHeaders()
  else response.write(lastPiece, encoding)
  takeIn(request, () => response.end())
}
