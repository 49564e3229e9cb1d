import type { IncomingMessage } from 'node:http'

/**
 * What is still taken in of a body that nobody wants: so many bytes at most, for so long at most, ms. Many times what
 * any call takes: who sends a little too much reads why, and is not cut off.
 */
const [mostBytes, mostMs] = [16 * 1024 * 1024, 2_000]

/** Reads and drops what is left of a request's body, up to a bound; then calls `done`, once. */
export function takeIn(request: IncomingMessage, done: () => void): void {
  let taken = 0
  const finish = () => {
    clearTimeout(timer)
    request.off('data', count).off('end', finish).off('close', finish)
    done()
  }
  const count = (piece: Buffer) => {
    taken += piece.length
    if (taken > mostBytes) finish()
  }
  const timer = setTimeout(finish, mostMs)
  request.on('data', count).once('end', finish).once('close', finish).resume()
}
