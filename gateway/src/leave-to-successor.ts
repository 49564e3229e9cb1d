import { Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { App, Lifecycle } from '@bartab/kit'

export interface LeaveOptions {
  app: App
  lifecycle: Lifecycle
  drainTimeoutMs: number
}

/** How long clients that are connected may go on until they are asked to leave with their next answer, milliseconds. */
const courtesyMs = 2_000

/**
 * Where somebody else listens on the same descriptor, a gateway that is told to stop leaves new connections to that one
 * at once, and keeps those it has for a moment: each answer asks its client to connect anew. Were idle connections closed
 * at once, as is done where there is no successor, a request that is on its way on one of them would be lost.
 */
export function leaveToSuccessor({ app, lifecycle, drainTimeoutMs }: LeaveOptions): void {
  lifecycle.onDrain(async () => {
    Server.prototype.close.call(app.server)
    await sleep(Math.min(courtesyMs, drainTimeoutMs / 2))
  })
}
