import type { Problem } from '@bartab/sdk/problems'
import type { Exchange } from '../exchange.ts'
import { type AnswerHead, answerHead } from '../headers/response-headers.ts'
import { limitHeaders } from '../limits/limit-headers.ts'
import { endLingering } from '../lingering-end.ts'
import { affinityKey } from '../routing/affinity.ts'
import { classTimeouts, type Route } from '../routing/route.ts'
import type { Replica } from './replica.ts'
import type { HeldPoll, Upstream } from './upstream.ts'
import { GivenUp, isStaleConnection, upstreamAway, upstreamProblem, wasNeverSent } from './upstream-failure.ts'
import { upstreamRequest } from './upstream-request.ts'
import type { AnswerHandler, Visit } from './visit.ts'

export interface RelayOptions {
  exchange: Exchange
  route: Route
  /** Where the service is at this moment; asked for each attempt. */
  upstream: () => Upstream
  /** Most bytes of the client's body. */
  bodyLimit: number
  clock: () => number
  /** Whether the client should open its next connection elsewhere. */
  draining: () => boolean
  /** Told of a second attempt. */
  retried: (route: Route) => void
  /** Answers the client when the service gave no answer. */
  failed: (exchange: Exchange, error: unknown) => void
}

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Carries one request to a service and its answer back, piece by piece, as fast as the slower side takes them. */
export class Relay implements AnswerHandler, HeldPoll {
  readonly #options: RelayOptions
  #upstream: Upstream | undefined
  #replica: Replica | undefined
  #visit: Visit | undefined
  #attempts = 0
  #answering = false
  #clientLeft = false
  #ended = false
  #missing: number | undefined
  #betweenEvents = false
  #stuck: NodeJS.Timeout | undefined

  constructor(options: RelayOptions) {
    this.#options = options
  }

  start(): void {
    const { exchange } = this.#options
    exchange.response.on('close', this.#onClose)
    if (exchange.headers.expectsContinue) exchange.response.writeContinue()
    this.#dispatch()
  }

  /** An idle poll is answered with its own cursor; a stream of events ends between two of them. */
  endEarly(): void {
    const { exchange, route, clock } = this.#options
    if (this.#ended) return
    if (this.#answering) {
      if (!this.#betweenEvents) return
      this.#end()
      this.#giveUp()
      return
    }
    const answer = exchange.method === 'GET' ? route.whenIdle?.(exchange.target.query, clock()) : undefined
    if (answer === undefined) return
    const words = ['content-type', 'application/json', 'cache-control', 'no-store']
    this.#writeHead(200, [...words, 'content-length', String(Buffer.byteLength(answer))])
    this.#end(answer)
    this.#giveUp()
  }

  onHead(status: number, headers: readonly string[]): void {
    if (this.#ended) return
    const { contentLength, events } = this.#writeHead(status, headers)
    this.#betweenEvents = events
    if (contentLength === undefined) this.#options.exchange.response.flushHeaders()
    else this.#missing = contentLength
  }

  onPiece(piece: Buffer): void {
    if (this.#ended) return
    if (this.#missing !== undefined) this.#missing -= piece.length
    else if (this.#options.route.class === 'poll') this.#betweenEvents = endsAnEvent(piece)
    const last = this.#missing === 0
    if (last && piece.length <= copiedBytes) {
      this.#end(piece.toString('latin1'), 'latin1')
      return
    }
    const goesOn = this.#write(piece)
    if (last) this.#end()
    if (goesOn || last) return
    this.#visit?.pause()
    this.#awaitReader()
  }

  /** Handed to the system at once; what it does not take at once has to stay as it is until it does. */
  #write(piece: Buffer): boolean {
    const { response } = this.#options.exchange
    const { socket } = response
    let giveBack: (() => void) | undefined
    socket?.cork()
    const goesOn = response.write(piece, () => giveBack?.())
    socket?.uncork()
    if (response.writableLength > 0) giveBack = this.#visit?.keep()
    return goesOn
  }

  onEnd(): void {
    this.#end()
  }

  onError(error: Error): void {
    if (this.#clientLeft || this.#ended) return
    if (this.#maySendAgain(error)) {
      this.#options.retried(this.#options.route)
      this.#dispatch()
    } else {
      this.#fail(upstreamProblem(error, this.#options.route.service))
    }
  }

  #writeHead(status: number, fromService: readonly string[]): AnswerHead {
    const { exchange, draining } = this.#options
    const head = answerHead(fromService, exchange.requestId)
    if (exchange.limit !== undefined && !head.limited) head.headers.push(...limitHeaders(exchange.limit))
    if (draining() || !exchange.request.complete) head.headers.push('connection', 'close')
    exchange.response.writeHead(status, head.headers)
    this.#answering = true
    return head
  }

  /** An answer that broke off cannot be taken back: its connection is cut, so that the client knows. */
  #fail(problem: Problem): void {
    const { exchange, failed } = this.#options
    if (!this.#answering) {
      failed(exchange, problem)
      return
    }
    exchange.failure = problem.code
    exchange.response.destroy()
  }

  #dispatch(): void {
    const { exchange, route, upstream, bodyLimit } = this.#options
    this.#attempts += 1
    this.#upstream?.letGo(this)
    this.#upstream = upstream()
    const replica = this.#upstream.choose(affinityKey(route, exchange.target.path), this.#replica)
    if (replica === undefined) {
      this.#fail(upstreamAway(route.service))
      return
    }
    this.#replica = replica
    if (this.#attempts === 1) this.#upstream.retries.deposit()
    if (route.class === 'poll') this.#upstream.hold(this)
    this.#visit = replica.dispatch(route.class, upstreamRequest(exchange, route, bodyLimit), this)
  }

  #end(lastPiece?: string, encoding?: BufferEncoding): void {
    if (this.#ended) return
    this.#ended = true
    const { exchange } = this.#options
    endLingering(exchange, lastPiece, encoding)
    if (exchange.response.writableLength > 0) this.#awaitReader()
  }

  #giveUp(): void {
    this.#visit?.abort(givenUp)
  }

  /** Once, without a body and with nothing of an answer: what changes nothing, or what the service never saw. */
  #maySendAgain(error: Error): boolean {
    const { exchange } = this.#options
    if (this.#attempts > 1 || this.#answering || exchange.hasBody) return false
    const sendable = wasNeverSent(error) ? this.#hasAnother() : safe.has(exchange.method) && isStaleConnection(error)
    return sendable && this.#upstream?.retries.spend() === true
  }

  #hasAnother(): boolean {
    const next = this.#options.upstream().choose(undefined, this.#replica)
    return next !== undefined && next !== this.#replica
  }

  #awaitReader(): void {
    const { exchange, route } = this.#options
    if (this.#stuck === undefined) exchange.response.on('drain', this.#onDrain)
    clearTimeout(this.#stuck)
    this.#stuck = setTimeout(() => exchange.response.destroy(), classTimeouts[route.class].clientIdleMs)
  }

  readonly #onDrain = (): void => {
    clearTimeout(this.#stuck)
    if (!this.#ended) this.#visit?.resume()
  }

  readonly #onClose = (): void => {
    clearTimeout(this.#stuck)
    this.#upstream?.letGo(this)
    if (this.#options.exchange.response.writableFinished) return
    this.#clientLeft = true
    this.#giveUp()
  }
}

/** Up to this size, bytes, to copy a last piece costs less than to write it apart from the header section. */
const copiedBytes = 16 * 1024

const givenUp = new GivenUp('the client left, or its poll was ended early')

function endsAnEvent(piece: Buffer): boolean {
  return piece.length > 1 && piece[piece.length - 1] === 0x0a && piece[piece.length - 2] === 0x0a
}
