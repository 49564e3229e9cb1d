import type { ServiceName } from '../routing/route.ts'
import type { ReplicaDeps } from './replica.ts'
import { Upstream } from './upstream.ts'

export const serviceNames: readonly ServiceName[] = ['auth', 'chat', 'media']

export type Origins = Readonly<Record<ServiceName, readonly string[]>>

/**
 * Where each service is at this moment. A request asks once, when it is forwarded: whoever is pointed elsewhere in
 * between sees all of the old or all of the new.
 */
export class Upstreams {
  readonly #deps: ReplicaDeps
  readonly #current: Record<ServiceName, Upstream>
  readonly #retiring = new Set<Upstream>()

  constructor(origins: Origins, deps: ReplicaDeps) {
    this.#deps = deps
    const make = (service: ServiceName) => new Upstream(service, origins[service], deps)
    this.#current = { auth: make('auth'), chat: make('chat'), media: make('media') }
  }

  of(service: ServiceName): Upstream {
    return this.#current[service]
  }

  get all(): Upstream[] {
    return Object.values(this.#current)
  }

  /** Those that were pointed away from and still finish what they began. */
  get retiring(): ReadonlySet<Upstream> {
    return this.#retiring
  }

  watch(): void {
    // the first look is taken at once: whether a service takes channels is to be known before many polls come
    for (const upstream of this.all) void upstream.watch().look()
  }

  /** A service at other origins, to be looked at before it is pointed to. */
  prepare(service: ServiceName, origins: readonly string[]): Upstream {
    return new Upstream(service, origins, this.#deps)
  }

  /** Every request from here on goes there. The one before is given back; `retire` it. */
  point(next: Upstream): Upstream {
    const before = this.#current[next.service]
    this.#current[next.service] = next.watch()
    return before
  }

  /** Lets an upstream finish what it began, then closes it. Says whether nothing had to be cut. */
  async retire(upstream: Upstream, timeoutMs: number): Promise<boolean> {
    this.#retiring.add(upstream)
    try {
      return await upstream.drain(timeoutMs)
    } finally {
      this.#retiring.delete(upstream)
      upstream.destroy()
    }
  }

  /** Polls that are held end with their own cursor, so that their clients come back elsewhere. */
  endPolls(): void {
    for (const upstream of [...this.all, ...this.#retiring]) upstream.endPolls()
  }

  destroy(): void {
    for (const upstream of [...this.all, ...this.#retiring]) upstream.destroy()
  }
}
