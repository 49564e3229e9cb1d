import type { IncomingMessage } from 'node:http'
import type { App } from './app.ts'

/** What is still taken in of a body that is refused: so many bytes at most, for so long at most, ms. */
const [mostBytes, mostMs] = [1024 * 1024, 2_000]

/**
 * A body that is too large is refused while it still arrives, and its connection is closed behind the answer. What was
 * not read by then makes the system reset the connection, and the answer is lost on its way: so it is taken in first.
 */
export function refusedBody(app: App): void {
  app.addHook('onSend', (request, reply, _payload, done) => {
    const isLate = reply.getHeader('connection') === 'close' && !request.raw.readableEnded
    if (isLate) takeIn(request.raw, done)
    else done()
  })
}

function takeIn(request: IncomingMessage, done: () => void): void {
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
