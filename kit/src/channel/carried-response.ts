import { EventEmitter } from 'node:events'

/** A piece of an answer, with its head where it is the first. */
export interface Said {
  head: { status: number; headers: string[] } | undefined
  text: string
  open: boolean
}

/** The channel that a response is on. */
export interface SaidOn {
  say(response: CarriedResponse, said: Said): void
  /** It is over without a last piece. */
  broke(response: CarriedResponse): void
  readonly isFull: boolean
}

type Headers = Record<string, string | number | readonly string[] | undefined>

/** What the asking side has from elsewhere. Without it, the same answer to several is the same. */
const ofOneAlone = 'x-request-id'

/** An answer over a channel, as far as a server writes to responses. */
export class CarriedResponse extends EventEmitter {
  readonly id: number
  readonly #channel: SaidOn
  statusCode = 200
  headersSent = false
  writableEnded = false
  writableFinished = false
  destroyed = false
  /** The frame in which it spoke last: what it says next stands behind that. */
  lastFrame = 0
  #headers: Headers = {}
  #isPaused = false
  #awaitsRoom = false

  constructor(id: number, channel: SaidOn) {
    super()
    this.id = id
    this.#channel = channel
  }

  setHeader(name: string, value: string): this {
    this.#headers[name.toLowerCase()] = value
    return this
  }

  getHeader(name: string): Headers[string] {
    return this.#headers[name.toLowerCase()]
  }

  hasHeader(name: string): boolean {
    return this.getHeader(name) !== undefined
  }

  getHeaders(): Headers {
    return this.#headers
  }

  removeHeader(name: string): void {
    delete this.#headers[name.toLowerCase()]
  }

  writeHead(status: number, headers: Headers = {}): this {
    this.statusCode = status
    this.#headers = { ...this.#headers, ...headers }
    return this
  }

  flushHeaders(): void {
    if (!this.headersSent) this.#say('', true)
  }

  get writableNeedDrain(): boolean {
    this.#awaitsRoom = this.#isPaused || this.#channel.isFull
    return this.#awaitsRoom
  }

  write(text: string): boolean {
    this.#say(text, true)
    return !this.writableNeedDrain
  }

  end(text?: string | Buffer | null): this {
    if (this.writableEnded || this.destroyed) return this
    this.writableEnded = true
    this.#say(text?.toString() ?? '', false)
    return this
  }

  /** The asking side's reader takes nothing more for a while. */
  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
    this.hasRoom()
  }

  /** There may be room for more. */
  hasRoom(): void {
    if (this.#awaitsRoom && !this.writableNeedDrain) this.emit('drain')
  }

  /** Its last piece went out. */
  finished(): void {
    this.writableFinished = true
    this.emit('finish')
    this.left()
  }

  /** It is over: whoever asked has left, or has all of it. */
  left(): void {
    if (this.destroyed) return
    this.destroyed = true
    this.emit('close')
  }

  /** The server breaks it off. */
  destroy(): this {
    if (this.destroyed) return this
    if (!this.writableEnded) this.#channel.broke(this)
    this.left()
    return this
  }

  #say(text: string, open: boolean): void {
    if (this.destroyed) return
    const head = this.headersSent ? undefined : { status: this.statusCode, headers: flat(this.#headers) }
    this.headersSent = true
    this.#channel.say(this, { head, text, open })
  }
}

function flat(headers: Headers): string[] {
  const list: string[] = []
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && name !== ofOneAlone) for (const each of [value].flat()) list.push(name, String(each))
  return list
}
