import { Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { App, Lifecycle } from '@bartab/kit'

export interface LeaveOptions {
  app: Pick<App, 'server'>
  lifecycle: Lifecycle
  drainTimeoutMs: number
}

/** How long clients that are connected may go on until they are asked to leave with their next answer, milliseconds. */
const courtesyMs = 2_000
const lookMs = 20

/**
 * Where somebody else listens on the same descriptor or the same port, a gateway that is told to stop leaves new
 * connections to that one before anything else: a client whose poll is ended comes back at once, and would be reset
 * together with a socket that is closed then. It keeps those it has for a moment: each answer asks its client to connect
 * anew. Were idle connections closed at once, as is done where there is no successor, a request that is on its way on one
 * of them would be lost.
 */
export function leaveToSuccessor({ app, lifecycle, drainTimeoutMs }: LeaveOptions): void {
  lifecycle.onLeave(() => void Server.prototype.close.call(app.server))
  lifecycle.onDrain(async () => {
    const until = AbortSignal.timeout(Math.min(courtesyMs, drainTimeoutMs / 2))
    while (!until.aborted && (await connectionsOf(app.server)) > 0) await sleep(lookMs)
  })
}

function connectionsOf(server: App['server']): Promise<number> {
  return new Promise((resolve) => server.getConnections((error, count) => resolve(error === null ? count : 0)))
}
