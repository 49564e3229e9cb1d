import type { IncomingMessage } from 'node:http'
import type { Exchange } from './exchange.ts'

/** What is still read, and dropped, of a request that was answered before it had arrived. */
const lingerBytes = 1024 * 1024
const lingerMs = 2_000

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
  dropBody(request, () => response.end())
}

function dropBody(request: IncomingMessage, done: () => void): void {
  let dropped = 0
  const finish = () => {
    clearTimeout(timer)
    request.off('data', count).off('end', finish).off('close', finish)
    done()
  }
  const count = (piece: Buffer) => {
    dropped += piece.length
    if (dropped > lingerBytes) finish()
  }
  const timer = setTimeout(finish, lingerMs)
  request.on('data', count).once('end', finish).once('close', finish).resume()
}
