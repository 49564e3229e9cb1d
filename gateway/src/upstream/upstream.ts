import type { ServiceName } from '../routing/route.ts'
import type { ReadinessAnswer } from './ask-readiness.ts'
import { chooseReplica } from './choose-replica.ts'
import { Replica, type ReplicaDeps } from './replica.ts'
import { RetryBudget } from './retry-budget.ts'

/** A poll that is held for somebody, and can be ended without an answer of the service's. */
export interface HeldPoll {
  /** Ends it with its own cursor, if nothing was answered yet. */
  endEarly(): void
}

const lookMs = 20

/** The replicas of one service, at one time. */
export class Upstream {
  readonly service: ServiceName
  readonly replicas: readonly Replica[]
  readonly retries = new RetryBudget()
  readonly #polls = new Set<HeldPoll>()

  constructor(service: ServiceName, origins: readonly string[], deps: ReplicaDeps) {
    this.service = service
    this.replicas = origins.map((origin) => new Replica(origin, deps))
  }

  get origins(): string[] {
    return this.replicas.map(({ origin }) => origin)
  }

  get inFlight(): number {
    return this.replicas.reduce((sum, replica) => sum + replica.inFlight, 0)
  }

  get polls(): ReadonlySet<HeldPoll> {
    return this.#polls
  }

  /** Begins to ask after the replicas' readiness. */
  watch(): this {
    for (const replica of this.replicas) replica.watch()
    return this
  }

  /** Looks at all replicas now. */
  look(): Promise<ReadinessAnswer[]> {
    return Promise.all(this.replicas.map((replica) => replica.look()))
  }

  /** The replica for the next request; undefined where none answers. */
  choose(key: string | undefined, failed?: Replica): Replica | undefined {
    return chooseReplica(this.replicas, key, failed)
  }

  hold(poll: HeldPoll): void {
    this.#polls.add(poll)
  }

  letGo(poll: HeldPoll): void {
    this.#polls.delete(poll)
  }

  endPolls(): void {
    for (const poll of this.#polls) poll.endEarly()
  }

  /**
   * Ends idle polls with their own cursor and waits until no request is left, so that the service can be stopped
   * unnoticed. Kept connections are closed then. Says whether it got that far within the time.
   */
  async drain(timeoutMs: number): Promise<boolean> {
    const until = AbortSignal.timeout(timeoutMs)
    this.endPolls()
    while (this.inFlight > 0 && !until.aborted) {
      await new Promise((resolve) => setTimeout(resolve, lookMs))
      this.endPolls()
    }
    for (const replica of this.replicas) replica.closeIdle()
    return this.inFlight === 0
  }

  /** Cuts every connection at once. */
  destroy(): void {
    for (const replica of this.replicas) replica.destroy()
  }
}
