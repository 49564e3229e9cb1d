import type { Readable } from 'node:stream'
import { AnswerReader, type AskFrame, channelPath, channelType, type WholeAnswer } from '@bartab/kit'
import { AskQueue } from './ask-queue.ts'
import { Connections } from './connections.ts'
import { HeldVisits } from './held-visits.ts'
import { UpstreamError } from './upstream-failure.ts'
import { type AnswerHandler, type Carrier, type ServiceRequest, Visit } from './visit.ts'

export interface PollChannelOptions {
  origin: string
  clock: () => number
  /** Takes a poll that the channel could not take. */
  elsewhere: (visit: Visit) => void
  closed: (channel: PollChannel) => void
}

export type ChannelState = 'opening' | 'open' | 'going' | 'closed'

/** How long a service may take to open a channel, and how often those who wait on it are looked at, milliseconds. */
const openMs = 3_000
const lookMs = 5_000
/** A service names all to whom it says the same in one line. */
const longestLine = 1024 * 1024

/**
 * One connection on which a service holds many polls, and answers them in any order: opening -> open -> going -> closed.
 * It is one request to the service, whose body are the polls and whose answer are their answers.
 *
 * @see docs/decisions/0078-polls-over-one-connection.md
 */
export class PollChannel implements Carrier, AnswerHandler {
  readonly #options: PollChannelOptions
  readonly #connections: Connections
  readonly #asks = new AskQueue()
  readonly #reader = new AnswerReader(longestLine)
  readonly #held = new HeldVisits()
  readonly #timer: NodeJS.Timeout
  #waiting: Visit[] = []
  #heardTs = 0
  #state: ChannelState = 'opening'

  constructor(options: PollChannelOptions) {
    this.#options = options
    const { origin, clock } = options
    this.#connections = new Connections({ origin, clock, together: false, buffered: false })
    this.#timer = setInterval(() => this.#look(), lookMs).unref()
    this.#connections.send(new Visit(channelRequest(this.#asks.stream), this, unobserved))
  }

  get state(): ChannelState {
    return this.#state
  }

  get held(): number {
    return this.#held.size
  }

  /** Sends a poll: with the others of its turn, once the channel is open. */
  send(visit: Visit): void {
    visit.carriedBy(this)
    if (this.#state === 'opening') this.#waiting.push(visit)
    else this.#ask(visit)
  }

  /** Asks nothing more, and closes when nothing is held. */
  finish(): void {
    if (this.#state === 'open') this.#state = 'going'
    if (this.#state === 'going' && this.#held.size === 0) this.#asks.end()
  }

  destroy(): void {
    this.#connections.destroy()
  }

  pause(visit: Visit): void {
    this.#sayOf(visit, (pause) => ({ pause }))
  }

  resume(visit: Visit): void {
    this.#sayOf(visit, (resume) => ({ resume }))
  }

  /** What came has memory of its own. */
  keep(): () => void {
    return () => {}
  }

  abandon(visit: Visit, reason: Error): void {
    this.#waiting = this.#waiting.filter((each) => each !== visit)
    this.#sayOf(visit, (leave) => ({ leave }))
    this.#held.forget(visit)
    visit.fail(reason)
  }

  onHead(status: number, headers: readonly string[]): void {
    if (status !== 200 || !headers.includes(channelType)) {
      this.#cut(new UpstreamError('GARBAGE', 'the service takes no channel'))
      return
    }
    this.#state = 'open'
    for (const visit of this.#waiting.splice(0)) this.#ask(visit)
  }

  onPiece(piece: Buffer): void {
    this.#heardTs = this.#options.clock()
    try {
      this.#reader.read(piece, this.#onFrame)
    } catch (error) {
      this.#cut(error as Error)
    }
  }

  onEnd(): void {
    this.#close(new UpstreamError('CLOSED', 'the service closed the channel'))
  }

  /** However it broke: for a poll it is a connection that was closed before its answer. */
  onError(error: Error): void {
    this.#close(new UpstreamError('CLOSED', `the channel broke: ${error.message}`))
  }

  readonly #onFrame = (frame: WholeAnswer, body: Buffer): void => {
    if (frame.going === true) this.finish()
    for (const id of frame.to) {
      const held = this.#held.find(id)
      // whoever left meanwhile is not told
      if (held === undefined) continue
      held.until = this.#heardTs + held.visit.request.bodyMs
      this.#tell(held.visit, frame, body)
    }
    if (this.#state === 'going') this.finish()
  }

  #tell(visit: Visit, { status, headers = [], open, broken }: WholeAnswer, body: Buffer): void {
    if (open !== true) this.#held.forget(visit)
    if (broken === true) {
      visit.fail(new UpstreamError('CLOSED', 'the service broke its answer off'))
      return
    }
    if (status !== undefined) visit.head(status, headers)
    if (body.length > 0) visit.piece(body)
    if (open !== true) visit.end()
  }

  #ask(visit: Visit): void {
    const { request } = visit
    const ask = this.#held.add(visit, this.#options.clock() + request.headersMs)
    this.#asks.say({ ask, target: request.target, head: request.text })
    request.text = ''
  }

  #sayOf(visit: Visit, frame: (id: number) => AskFrame): void {
    const id = this.#held.idOf(visit)
    if (id !== undefined) this.#asks.say(frame(id))
  }

  /** A poll without an answer in time fails; all do where the service has said nothing to anybody meanwhile. */
  #look(): void {
    for (const { visit, until } of this.#held.late(this.#options.clock())) {
      if (this.#heardTs < until - visit.request.headersMs) this.#cut(late())
      else this.abandon(visit, late())
    }
  }

  #cut(reason: Error): void {
    this.#close(reason)
    this.destroy()
  }

  #close(reason: Error): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#options.closed(this)
    clearInterval(this.#timer)
    for (const visit of this.#waiting.splice(0)) this.#options.elsewhere(visit)
    for (const visit of this.#held.takeAll()) visit.fail(reason)
  }
}

const channelRequest = (stream: Readable): ServiceRequest => ({
  ...{ method: 'POST', target: channelPath, headersMs: openMs, bodyMs: Number.POSITIVE_INFINITY },
  text: `content-type: ${channelType}\r\ntransfer-encoding: chunked\r\n\r\n`,
  body: { stream, chunked: true },
})

const late = () => new UpstreamError('TIMEOUT', 'no answer in time')

/** How the replica is, its polls tell by themselves. */
const unobserved = { answered() {}, failed() {}, ended() {} }
