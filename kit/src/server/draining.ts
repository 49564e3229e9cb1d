import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'

const idleSweepMs = 50

/** Stops listening and waits for requests in flight; what is left after `timeoutMs` is cut. Settles when all is closed. */
export async function closeListener(app: FastifyInstance, timeoutMs: number): Promise<void> {
  // Node takes a connection for idle, others' answers behind or not, between the end of an answer and its last byte
  await nextTurn()
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
