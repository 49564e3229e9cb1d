import type { RouteClass } from '../routing/route.ts'
import { askReadiness, type ReadinessAnswer } from './ask-readiness.ts'
import { Connections } from './connections.ts'
import { type Health, ReplicaHealth } from './replica-health.ts'
import { type AnswerHandler, type ServiceRequest, Visit, type VisitEvents } from './visit.ts'

/** Polls are held for long and bodies are large, so that neither is ever in front of a call. */
const laneOf = { api: 'calls', page: 'calls', poll: 'polls', upload: 'bodies', download: 'bodies' } as const
type Lane = (typeof laneOf)[RouteClass]

export interface ReplicaDeps {
  clock: () => number
  /** Told when it went away, came back, or says that it is not ready; with its reason. */
  changed: (origin: string, health: Health, reason: string | undefined) => void
}

/** One process behind the gateway. Its origin is a constant: no request can choose where it goes. */
export class Replica implements VisitEvents {
  readonly origin: string
  readonly #health = new ReplicaHealth()
  readonly #lanes: Record<Lane, Connections>
  #inFlight = 0
  #timer: NodeJS.Timeout | undefined
  #watched = false
  readonly #changed: ReplicaDeps['changed']

  constructor(origin: string, { clock, changed }: ReplicaDeps) {
    this.origin = origin
    this.#changed = changed
    const lane = (kind: Lane) =>
      new Connections({ origin, clock, together: kind === 'calls', buffered: kind === 'bodies' })
    this.#lanes = { calls: lane('calls'), polls: lane('polls'), bodies: lane('bodies') }
  }

  get health(): Health {
    return this.#health.state
  }

  /** Requests that it was given and that have not ended. */
  get inFlight(): number {
    return this.#inFlight
  }

  /** Open connections, in use and kept. */
  get connections(): Readonly<Record<Lane, { open: number; idle: number }>> {
    const { calls, polls, bodies } = this.#lanes
    const state = ({ size, idle }: Connections) => ({ open: size, idle })
    return { calls: state(calls), polls: state(polls), bodies: state(bodies) }
  }

  /** Sends a request; the handler is told of the answer, never before this returns. */
  dispatch(kind: RouteClass, request: ServiceRequest, handler: AnswerHandler): Visit {
    const visit = new Visit(request, handler, this)
    this.#inFlight += 1
    this.#lanes[laneOf[kind]].send(visit)
    return visit
  }

  answered(): void {
    this.#health.answered()
  }

  failed(): void {
    // many requests at once may fail for a moment; whether nobody is there only a question of our own can tell
    if (this.#health.failed()) void this.look().then(() => this.#askLater())
  }

  ended(): void {
    this.#inFlight -= 1
  }

  /** Begins to ask after its readiness, again and again. */
  watch(): void {
    if (this.#watched) return
    this.#watched = true
    this.#askLater()
  }

  /** Asks after its readiness now. */
  async look(): Promise<ReadinessAnswer> {
    const answer = await askReadiness(this.origin)
    const before = this.#health.state
    this.#health.asked(answer.health)
    if (this.#health.state !== before) this.#changed(this.origin, this.#health.state, answer.reason)
    return answer
  }

  /** Closes connections that nobody needed for a while. */
  sweep(): void {
    for (const lane of Object.values(this.#lanes)) lane.sweep()
  }

  closeIdle(): void {
    for (const lane of Object.values(this.#lanes)) lane.closeIdle()
  }

  /** Cuts every connection at once. */
  destroy(): void {
    this.#watched = false
    clearTimeout(this.#timer)
    for (const lane of Object.values(this.#lanes)) lane.destroy()
  }

  #askLater(): void {
    if (!this.#watched) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(async () => {
      this.sweep()
      await this.look()
      this.#askLater()
    }, this.#health.askAgainMs)
    this.#timer.unref()
  }
}
