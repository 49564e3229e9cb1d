import type { FastifyInstance } from 'fastify'
import type { Lifecycle } from '../lifecycle.ts'

const idleSweepMs = 50

/** While the server drains, each answer asks its client to open the next connection elsewhere. */
export function connectionsWhileDraining(app: Pick<FastifyInstance, 'addHook'>, lifecycle: Lifecycle): void {
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (lifecycle.state === 'draining') reply.header('connection', 'close')
    done()
  })
}

/** Stops listening and waits for requests in flight; what is left after `timeoutMs` is cut. Settles when all is closed. */
export async function closeListener(app: FastifyInstance, timeoutMs: number): Promise<void> {
  const sweep = setInterval(() => app.server.closeIdleConnections(), idleSweepMs)
  const ceiling = setTimeout(() => {
    app.log.warn({ drain_timeout_ms: timeoutMs }, 'requests were cut off at the end of the drain timeout')
    app.server.closeAllConnections()
  }, timeoutMs)
  try {
    await app.close()
  } finally {
    clearInterval(sweep)
    clearTimeout(ceiling)
  }
}
