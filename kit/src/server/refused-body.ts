import type { App } from './app.ts'
import { takeIn } from './take-in.ts'

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
