import type { RouteClass } from '../routing/route.ts'
import { askReadiness, type ReadinessAnswer } from './ask-readiness.ts'
import { Connections } from './connections.ts'
import { PollChannel } from './poll-channel.ts'
import { type Health, ReplicaHealth } from './replica-health.ts'
import { type AnswerHandler, type ServiceRequest, Visit, type VisitEvents } from './visit.ts'

/** Polls are held for long and bodies are large, so that neither is ever in front of a call. */
const laneOf = { api: 'calls', page: 'calls', poll: 'polls', upload: 'bodies', download: 'bodies' } as const
type Lane = (typeof laneOf)[RouteClass]

/** A channel that broke, or that was refused, is tried again after so long, milliseconds. */
const againMs = 1_000

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
  readonly #clock: () => number
  #takesChannels = false
  #channel: PollChannel | undefined
  /** The one for new polls, and those that still finish what they hold. */
  readonly #channels = new Set<PollChannel>()
  #openedTs = Number.NEGATIVE_INFINITY
  #inFlight = 0
  #timer: NodeJS.Timeout | undefined
  #watched = false
  readonly #changed: ReplicaDeps['changed']

  constructor(origin: string, { clock, changed }: ReplicaDeps) {
    this.origin = origin
    this.#clock = clock
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
  get connections(): Readonly<Record<Lane | 'channels', { open: number; idle: number }>> {
    const { calls, polls, bodies } = this.#lanes
    const state = ({ size, idle }: Connections) => ({ open: size, idle })
    const lanes = { calls: state(calls), polls: state(polls), bodies: state(bodies) }
    const channels = [...this.#channels]
    const idle = channels.filter(({ held }) => held === 0).length
    return { ...lanes, channels: { open: channels.length, idle } }
  }

  /** Sends a request; the handler is told of the answer, never before this returns. */
  dispatch(kind: RouteClass, request: ServiceRequest, handler: AnswerHandler): Visit {
    const visit = new Visit(request, handler, this)
    this.#inFlight += 1
    const channel = request.shared === true ? this.#openChannel() : undefined
    if (channel === undefined) this.#lanes[laneOf[kind]].send(visit)
    else channel.send(visit)
    return visit
  }

  /** The channel for the next poll; undefined where polls take connections of their own. */
  #openChannel(): PollChannel | undefined {
    const { state } = this.#channel ?? {}
    if (state === 'opening' || state === 'open') return this.#channel
    const now = this.#clock()
    if (!this.#takesChannels || now - this.#openedTs < againMs) return undefined
    this.#openedTs = now
    const elsewhere = (visit: Visit) => this.#lanes.polls.send(visit)
    const closed = (channel: PollChannel) => this.#channels.delete(channel)
    this.#channel = new PollChannel({ origin: this.origin, clock: this.#clock, elsewhere, closed })
    this.#channels.add(this.#channel)
    return this.#channel
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
    this.#takesChannels = answer.takesChannels === true
    if (this.#health.state !== before) this.#changed(this.origin, this.#health.state, answer.reason)
    return answer
  }

  /** Closes connections that nobody needed for a while. */
  sweep(): void {
    for (const lane of Object.values(this.#lanes)) lane.sweep()
  }

  closeIdle(): void {
    for (const channel of this.#channels) channel.finish()
    for (const lane of Object.values(this.#lanes)) lane.closeIdle()
  }

  /** Cuts every connection at once. */
  destroy(): void {
    this.#watched = false
    clearTimeout(this.#timer)
    for (const channel of this.#channels) channel.destroy()
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
