import type { Socket } from 'node:net'
import { AnswerParser } from './answer-parser.ts'
import type { Place } from './place.ts'
import type { ReadBuffer } from './read-buffer.ts'
import { RequestBody } from './request-body.ts'
import { UpstreamError } from './upstream-failure.ts'
import type { Carrier, Visit } from './visit.ts'

/** Told when a connection has nothing to do any more, and when it is closed. */
export interface ConnectionEvents {
  idle(connection: Connection): void
  closed(connection: Connection): void
}

export interface ConnectionOptions extends ConnectionEvents {
  place: Place
  clock: () => number
  /** Where it reads to. Default: what comes has memory of its own each time, of its own size. */
  buffer: ReadBuffer | undefined
}

const connectMs = 3_000
/** How long a kept connection may be trusted where the service does not say, milliseconds. */
const presumedIdleMs = 4_000
/** It is let go so much before the service does it. */
const marginMs = 2_000

/** One connection to a service. What is sent on it is answered in the order in which it was sent. */
export class Connection implements Carrier {
  readonly #options: ConnectionOptions
  readonly #socket: Socket
  readonly #parser: AnswerParser
  readonly #visits: Visit[] = []
  #unsent = ''
  #body: RequestBody | undefined
  #connected = false
  #answering = false
  #interim = false
  #keep = true
  #closed = false
  #idleMs: number | undefined
  /** When whatever is waited for must have come, milliseconds since the epoch. */
  #until = Number.POSITIVE_INFINITY
  #timer: NodeJS.Timeout | undefined
  #timerAt = Number.POSITIVE_INFINITY

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.#parser = new AnswerParser({
      head: (...said) => this.#onHead(...said),
      piece: (piece) => this.#onPiece(piece),
      complete: () => this.#onComplete(),
    })
    this.#socket = openSocket(options, this.#onData)
    this.#socket.on('connect', this.#onConnect).on('drain', this.#onDrain)
    this.#socket.on('end', this.#onEnd).on('error', this.#fail).on('close', this.#onEnd)
    this.#await(connectMs)
  }

  /** Milliseconds for which it may be kept without being used. */
  get idleMs(): number {
    return this.#idleMs ?? presumedIdleMs
  }

  /** Sends a request; one whose body does not stream with the next `flush`, together with others. */
  send(visit: Visit): void {
    visit.carriedBy(this)
    this.#visits.push(visit)
    const { method, target, text } = visit.request
    this.#unsent += `${method} ${target} HTTP/1.1\r\nhost: ${this.#options.place.host}\r\n${text}`
    visit.request.text = ''
    if (this.#connected && !this.#answering) this.#await(visit.request.headersMs)
    if (visit.request.body === null) return
    this.flush()
    const progress = () => this.#connected && !this.#answering && this.#await(visit.request.headersMs)
    this.#body = new RequestBody(visit.request.body, this.#socket, { progress, failed: this.#fail })
  }

  flush(): void {
    const bytes = this.#unsent
    this.#unsent = ''
    if (bytes !== '' && !this.#closed) this.#socket.write(bytes, 'latin1')
  }

  /** An answer that others wait behind is taken in, however slow its own reader is: calls' answers are small. */
  pause(visit: Visit): void {
    if (this.#visits[0] !== visit || this.#visits.length > 1) return
    this.#socket.pause()
    this.#until = Number.POSITIVE_INFINITY
  }

  resume(visit: Visit): void {
    if (this.#visits[0] !== visit) return
    this.#await(visit.request.bodyMs)
    this.#socket.resume()
  }

  keep(): () => void {
    return this.#options.buffer?.keep() ?? nothing
  }

  /** A service that works for nobody is told so, unless others wait for answers on the same connection. */
  abandon(visit: Visit, reason: Error): void {
    if (this.#visits.length > 1) this.resume(visit)
    else this.#fail(reason)
  }

  /** Cuts it. */
  destroy(): void {
    this.#fail(new UpstreamError('CLOSED', 'the connection was cut'))
  }

  #onHead(status: number, headers: readonly string[], keepAlive: boolean): boolean {
    const visit = this.#visits[0]
    if (this.#closed) return false
    this.#interim = status >= 100 && status < 200
    if (visit === undefined || status === 101) {
      this.#fail(new UpstreamError('GARBAGE', 'an answer that was not asked for'))
      return false
    }
    if (this.#interim) return false
    this.#answering = true
    this.#keep = keepAlive
    this.#idleMs ??= keptFor(headers)
    this.#await(visit.request.bodyMs)
    visit.head(status, headers)
    return visit.request.method === 'HEAD' || withoutBody.has(status)
  }

  #onPiece(piece: Buffer): void {
    const visit = this.#visits[0]
    if (this.#closed || visit === undefined) return
    this.#await(visit.request.bodyMs)
    visit.piece(piece)
  }

  #onComplete(): void {
    if (this.#closed || this.#interim) return
    const visit = this.#visits.shift()
    this.#answering = false
    this.#until = Number.POSITIVE_INFINITY
    const unfinished = this.#body !== undefined && !this.#body.sent
    this.#body = undefined
    if (!this.#keep || unfinished) {
      visit?.end()
      this.#fail(new UpstreamError('CLOSED', 'the service closed the connection'))
      return
    }
    const next = this.#visits[0]
    if (next !== undefined) this.#await(next.request.headersMs)
    visit?.end()
  }

  readonly #onConnect = (): void => {
    this.#connected = true
    const first = this.#visits[0]
    if (first === undefined) this.#until = Number.POSITIVE_INFINITY
    else this.#await(first.request.headersMs)
  }

  readonly #onData = (bytes: Buffer): void => {
    if (this.#closed) return
    const fault = this.#visits.length === 0 ? unasked : this.#parser.read(bytes)
    if (fault !== undefined) this.#fail(fault)
    // not before all that came was read: what follows an answer uninvited is no answer to the next request
    else if (this.#visits.length === 0 && !this.#closed) this.#options.idle(this)
  }

  readonly #onDrain = (): void => this.#body?.resume()

  readonly #onEnd = (): void => {
    if (this.#closed) return
    const fault = this.#parser.finish()
    this.#fail(fault ?? new UpstreamError('CLOSED', 'the service closed the connection'))
  }

  readonly #fail = (error: Error): void => {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#timer)
    this.#body?.stop()
    this.#socket.destroy()
    this.#parser.close()
    this.#options.buffer?.close()
    this.#options.closed(this)
    for (const visit of this.#visits.splice(0)) visit.fail(error)
  }

  /** A time that moves on costs nothing: the timer looks again when it fires. */
  #await(ms: number): void {
    this.#until = this.#options.clock() + ms
    if (this.#timerAt <= this.#until) return
    clearTimeout(this.#timer)
    this.#setTimer(ms)
  }

  #setTimer(ms: number): void {
    this.#timerAt = this.#options.clock() + ms
    this.#timer = setTimeout(this.#onTimer, ms)
    this.#timer.unref()
  }

  readonly #onTimer = (): void => {
    this.#timerAt = Number.POSITIVE_INFINITY
    const left = this.#until - this.#options.clock()
    if (left === Number.POSITIVE_INFINITY) return
    if (left > 0) this.#setTimer(left)
    else this.#fail(this.#connected ? new UpstreamError('TIMEOUT', 'no answer in time') : notConnected())
  }
}

/** Whatever their header section says. @see https://www.rfc-editor.org/rfc/rfc9112#section-6.3 */
const withoutBody: ReadonlySet<number> = new Set([204, 304])
const nothing = () => {}

function openSocket({ place, buffer }: ConnectionOptions, onData: (bytes: Buffer) => void): Socket {
  if (buffer === undefined) return place.open().on('data', onData)
  const callback = (length: number, bytes: Uint8Array) => {
    onData((bytes as Buffer).subarray(0, length))
    return true
  }
  return place.open({ buffer: buffer.next, callback })
}

const unasked = new UpstreamError('GARBAGE', 'bytes that nobody asked for')
const notConnected = () => new UpstreamError('CONNECT_TIMEOUT', 'no connection in time')

/** What the service says of how long it keeps a connection. */
function keptFor(headers: readonly string[]): number {
  const at = headers.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === 'keep-alive')
  const seconds = at === -1 ? undefined : /timeout=(\d{1,6})/i.exec(headers[at + 1] ?? '')?.[1]
  return seconds === undefined ? presumedIdleMs : Math.max(0, Number(seconds) * 1_000 - marginMs)
}
