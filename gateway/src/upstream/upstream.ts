import { type Dispatcher, Pool } from 'undici'
import type { RouteClass, ServiceName } from '../routing/route.ts'

/** Polls are held for long and bodies are large, so that neither is ever in front of a call. */
type Lane = 'calls' | 'polls' | 'bodies'

const laneOf: Record<RouteClass, Lane> = {
  api: 'calls',
  page: 'calls',
  poll: 'polls',
  upload: 'bodies',
  download: 'bodies',
}

/** The connections to one service. Its origin is a constant: no request can choose where it goes. */
export class Upstream {
  readonly service: ServiceName
  readonly origin: string
  readonly #lanes: Record<Lane, Pool>

  constructor(service: ServiceName, origin: string) {
    this.service = service
    this.origin = origin
    this.#lanes = { calls: pool(origin), polls: pool(origin), bodies: pool(origin) }
  }

  dispatch(kind: RouteClass, options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    this.#lanes[laneOf[kind]].dispatch(options, handler)
  }

  /** Lets requests in flight finish, then closes the connections. */
  async close(): Promise<void> {
    await Promise.all(Object.values(this.#lanes).map((lane) => lane.close()))
  }

  /** Cuts every connection at once. */
  async destroy(): Promise<void> {
    await Promise.all(Object.values(this.#lanes).map((lane) => lane.destroy()))
  }
}

/** One request on a connection at a time; a kept connection is let go before the service does it (it says when). */
function pool(origin: string): Pool {
  return new Pool(origin, {
    pipelining: 1,
    connect: { timeout: 3_000 },
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 60_000,
    keepAliveTimeoutThreshold: 2_000,
    maxHeaderSize: 32 * 1024,
  })
}
