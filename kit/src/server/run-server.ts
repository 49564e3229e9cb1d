import type { FastifyInstance, FastifyListenOptions } from 'fastify'
import type { ServerConfig } from '../config/server-config.ts'
import type { Lifecycle } from '../lifecycle.ts'
import { giveBackAtRest } from '../memory/give-back.ts'
import { StartFailure } from '../start-failure.ts'
import type { App } from './app.ts'
import { closeListener } from './draining.ts'

export interface RunServerOptions {
  app: App
  internal: FastifyInstance | App
  config: Pick<ServerConfig, 'host' | 'port' | 'reusePort' | 'internalHost' | 'internalPort' | 'drainTimeoutMs'>
  lifecycle: Lifecycle
  /**
   * A descriptor on which somebody listens for the public port already, in place of host and port. Default: none, and
   * the server opens the port itself.
   */
  listenFd?: number | undefined
}

/**
 * Listens on both ports, marks the server ready, and stops it on SIGTERM or SIGINT: not ready at once, held polls
 * ended, listeners closed while requests in flight finish, store closed, exit 0. A second signal exits 130 at once.
 *
 * @throws {StartFailure} 73 when a port is taken, 78 when an address cannot be used; the lifecycle is stopped then.
 */
export async function runServer({ app, internal, config, lifecycle, listenFd }: RunServerOptions): Promise<void> {
  const listeners = [app, internal] as FastifyInstance[]
  lifecycle.onListenersClose(async () => {
    for (const listener of listeners) await closeListener(listener, config.drainTimeoutMs)
  })
  stopOnSignal(app, lifecycle, config.drainTimeoutMs + closeGraceMs)
  try {
    await listen(internal as FastifyInstance, config.internalHost, config.internalPort, 'BARTAB_INTERNAL_')
    await listen(app as unknown as FastifyInstance, config.host, config.port, 'BARTAB_', {
      fd: listenFd,
      reusePort: config.reusePort,
    })
  } catch (error) {
    await lifecycle.stop().catch(() => {})
    throw error
  }
  lifecycle.onClose(giveBackAtRest())
  lifecycle.markReady()
}

// a hook that never settles must not keep a stopped server alive
const closeGraceMs = 10_000

function stopOnSignal(app: App, lifecycle: Lifecycle, ceilingMs: number): void {
  let stopping = false
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(130)
    stopping = true
    app.log.info({ signal }, 'stopping')
    setTimeout(() => giveUp(app, ceilingMs), ceilingMs).unref()
    void stopAndExit(app, lifecycle)
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}

function giveUp(app: App, ceilingMs: number): never {
  app.log.fatal({ ceiling_ms: ceilingMs }, 'did not stop in time')
  process.exit(1)
}

async function stopAndExit(app: App, lifecycle: Lifecycle): Promise<void> {
  try {
    await lifecycle.stop()
    app.log.info('stopped')
    process.exit(0)
  } catch (error) {
    app.log.error({ err: error }, 'did not stop cleanly')
    process.exit(1)
  }
}

interface PublicPort {
  fd?: number | undefined
  reusePort?: boolean | undefined
}

/** So many may connect while the server is busy; Node's own choice is 511, and those beyond it wait for seconds. Linux has its ceiling here. */
const backlog = 4096

async function listen(
  app: FastifyInstance,
  host: string,
  port: number,
  prefix: string,
  { fd, reusePort = false }: PublicPort = {},
): Promise<void> {
  try {
    const own = reusePort ? { host, port, reusePort, backlog } : { host, port, backlog }
    const place: FastifyListenOptions & { fd?: number; reusePort?: boolean } =
      fd === undefined ? own : { host, fd, backlog }
    await app.listen(place)
  } catch (error) {
    throw listenFailure(error as NodeJS.ErrnoException, `${host}:${port}`, prefix)
  }
}

function listenFailure(error: NodeJS.ErrnoException, address: string, prefix: string): Error {
  const { code } = error
  if (code === 'EADDRINUSE') {
    const message = `Cannot listen on ${address}: the port is taken by another process. Stop that one, or set ${prefix}PORT to a free port.`
    return new StartFailure(message, 73, { cause: error })
  }
  const reason = code === undefined ? undefined : refusals[code]
  if (reason === undefined) return error
  return new StartFailure(`Cannot listen on ${address}: ${reason}. Set ${prefix}HOST and ${prefix}PORT.`, 78, {
    cause: error,
  })
}

const refusals: Record<string, string> = {
  EACCES: 'this user may not use that port',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'the host name cannot be resolved',
  EAI_AGAIN: 'the host name cannot be resolved at the moment',
}
