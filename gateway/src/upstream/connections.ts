import type { Client } from 'undici'
import UndiciClient from 'undici/lib/dispatcher/client.js'

/** A client of undici is one connection, opened when it is first used and again after it was closed. */
export interface Connection {
  readonly client: Client
  /** When it was last given back, milliseconds since the epoch. */
  idleSince: number
}

/** How long a connection that nobody needs is kept, milliseconds. After a peak they go. */
const idleMs = 15_000

/**
 * Connections to one origin, each with one request at a time. The one used last is used next, so that those which a
 * peak left behind are found idle and closed. (undici's own pool looks through all of them for each request, and keeps
 * them for ever.)
 */
export class Connections {
  readonly #origin: string
  readonly #clock: () => number
  readonly #all = new Set<Connection>()
  readonly #idle: Connection[] = []
  #closed = false

  constructor(origin: string, clock: () => number) {
    this.#origin = origin
    this.#clock = clock
  }

  get size(): number {
    return this.#all.size
  }

  get idle(): number {
    return this.#idle.length
  }

  take(): Connection {
    return this.#idle.pop() ?? this.#open()
  }

  giveBack(connection: Connection): void {
    if (this.#closed) {
      this.#drop(connection)
      return
    }
    connection.idleSince = this.#clock()
    this.#idle.push(connection)
  }

  /** Closes connections that were idle for long. */
  sweep(): void {
    const before = this.#clock() - idleMs
    const stale = this.#idle.findIndex(({ idleSince }) => idleSince > before)
    for (const connection of this.#idle.splice(0, stale === -1 ? this.#idle.length : stale)) this.#drop(connection)
  }

  /** Closes what is idle now: the service behind is about to go. */
  closeIdle(): void {
    for (const connection of this.#idle.splice(0)) this.#drop(connection)
  }

  /** Cuts all of them. */
  destroy(): void {
    this.#closed = true
    this.#idle.length = 0
    for (const connection of this.#all) this.#drop(connection)
  }

  #open(): Connection {
    const connection = { client: new UndiciClient(this.#origin, settings), idleSince: 0 }
    this.#all.add(connection)
    return connection
  }

  #drop(connection: Connection): void {
    this.#all.delete(connection)
    connection.client.destroy().catch(() => {})
  }
}

/** A kept connection is let go before the service does it (it says when). */
const settings: Client.Options = {
  pipelining: 1,
  allowH2: false,
  connect: { timeout: 3_000 },
  keepAliveTimeout: 4_000,
  keepAliveMaxTimeout: 60_000,
  keepAliveTimeoutThreshold: 2_000,
  maxHeaderSize: 32 * 1024,
}
