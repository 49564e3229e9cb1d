import { Readable } from 'node:stream'
import { type AnswerFrame, type AskFrame, channelPath, channelType, FrameReader } from '@bartab/kit'
import { Connections } from './connections.ts'
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

interface Held {
  readonly visit: Visit
  /** When something must have come of it, milliseconds since the epoch. */
  until: number
}

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
  readonly #asks = new Readable({ read: () => {} })
  readonly #reader = new FrameReader<AnswerFrame>(longestLine)
  readonly #held = new Map<number, Held>()
  readonly #ids = new Map<Visit, number>()
  readonly #request: Visit
  readonly #timer: NodeJS.Timeout
  #waiting: Visit[] = []
  #unsent = ''
  #count = 0
  #hasAskedLast = false
  #heardTs = 0
  #state: ChannelState = 'opening'

  constructor(options: PollChannelOptions) {
    this.#options = options
    const { origin, clock } = options
    this.#connections = new Connections({ origin, clock, together: false, buffered: false })
    this.#request = new Visit(channelRequest(this.#asks), this, unobserved)
    this.#timer = setInterval(() => this.#look(), lookMs).unref()
    this.#connections.send(this.#request)
  }

  get state(): ChannelState {
    return this.#state
  }

  get held(): number {
    return this.#held.size
  }

  /** Sends a poll: with the others of its turn, once the channel is open. */
  send(visit: Visit): void {
    if (this.#state === 'opening') this.#waiting.push(visit)
    else this.#ask(visit)
  }

  /** Asks nothing more, and closes when nothing is held. */
  finish(): void {
    if (this.#state === 'open') this.#state = 'going'
    if (this.#state === 'going' && this.#held.size === 0) this.#sendLast()
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
    this.#forget(visit)
    visit.fail(reason)
  }

  onHead(status: number, headers: readonly string[]): void {
    if (status !== 200 || !headers.includes(channelType)) {
      this.#request.abort(new UpstreamError('GARBAGE', 'the service takes no channel'))
      this.#close(new UpstreamError('GARBAGE', 'the service takes no channel'))
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
      this.#close(error as Error)
      this.destroy()
    }
  }

  onEnd(): void {
    this.#close(new UpstreamError('CLOSED', 'the service closed the channel'))
  }

  /** However it broke: for a poll it is a connection that was closed before its answer. */
  onError(error: Error): void {
    this.#close(new UpstreamError('CLOSED', `the channel broke: ${error.message}`))
  }

  readonly #onFrame = (frame: AnswerFrame, body: Buffer): void => {
    if (frame.going === true) this.finish()
    for (const id of frame.to) {
      const held = this.#held.get(id)
      // whoever left meanwhile is not told
      if (held !== undefined) this.#tell(held, frame, body)
    }
    if (this.#state === 'going') this.finish()
  }

  #tell(held: Held, { status, headers = [], open, broken }: AnswerFrame, body: Buffer): void {
    const { visit } = held
    held.until = this.#heardTs + visit.request.bodyMs
    if (open !== true) this.#forget(visit)
    if (broken === true) {
      visit.fail(new UpstreamError('CLOSED', 'the service broke its answer off'))
      return
    }
    if (status !== undefined) visit.head(status, headers)
    if (body.length > 0) visit.piece(body)
    if (open !== true) visit.end()
  }

  #ask(visit: Visit): void {
    this.#count += 1
    const { request } = visit
    visit.carriedBy(this)
    this.#ids.set(visit, this.#count)
    this.#held.set(this.#count, { visit, until: this.#options.clock() + request.headersMs })
    this.#say({ ask: this.#count, target: request.target, head: request.text })
    request.text = ''
  }

  #sayOf(visit: Visit, frame: (id: number) => AskFrame): void {
    const id = this.#ids.get(visit)
    if (id !== undefined) this.#say(frame(id))
  }

  #say(frame: AskFrame): void {
    if (this.#unsent === '') setImmediate(this.#flush)
    this.#unsent += `${JSON.stringify(frame)}\n`
  }

  readonly #flush = (): void => {
    const bytes = this.#unsent
    this.#unsent = ''
    if (bytes !== '' && this.#state !== 'closed') this.#asks.push(bytes)
  }

  #sendLast(): void {
    if (this.#hasAskedLast) return
    this.#hasAskedLast = true
    this.#flush()
    this.#asks.push(null)
  }

  #forget(visit: Visit): void {
    const id = this.#ids.get(visit)
    if (id === undefined) return
    this.#ids.delete(visit)
    this.#held.delete(id)
  }

  /** A poll without an answer in time fails; all do where the service has said nothing to anybody meanwhile. */
  #look(): void {
    const now = this.#options.clock()
    for (const [id, { visit, until }] of this.#held) {
      if (until > now) continue
      if (this.#heardTs < until - visit.request.headersMs) {
        this.#close(late())
        this.destroy()
        return
      }
      this.#say({ leave: id })
      this.#forget(visit)
      visit.fail(late())
    }
  }

  #close(reason: Error): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#options.closed(this)
    clearInterval(this.#timer)
    for (const visit of this.#waiting.splice(0)) this.#options.elsewhere(visit)
    const held = [...this.#held.values()]
    this.#held.clear()
    this.#ids.clear()
    for (const { visit } of held) visit.fail(reason)
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
