import { isOwnFailure } from './upstream-failure.ts'

/** What a service is asked. */
export interface ServiceRequest {
  readonly method: string
  readonly target: string
  /**
   * The header section as it is sent, without `host`, and a body that is at hand, one character a byte. Empty once it
   * was sent: a poll that is held does not hold its own words.
   */
  text: string
  /** The client's body as it comes; null where there is none, or it is in the text. */
  readonly body: ServiceBody | null
  /** Whether it shares a connection with others of its turn although it changes something. Default: it does not. */
  readonly prompt?: boolean
  /** Whether it may be asked over a channel, together with others that are held. Default: it may not. */
  readonly shared?: boolean
  /** Longest time from the last byte of the request to the answer's header section, milliseconds. */
  readonly headersMs: number
  /** Longest time between two pieces of the answer's body, milliseconds. */
  readonly bodyMs: number
}

export interface ServiceBody {
  readonly stream: NodeJS.ReadableStream & { destroy(): unknown }
  /** Whether its length is not known before, so that it is sent in chunks. */
  readonly chunked: boolean
}

/** Whoever asked. After `onEnd` or `onError` nothing more is told. */
export interface AnswerHandler {
  /** @param headers names and values in turn, as the service spelled them. */
  onHead(status: number, headers: readonly string[]): void
  /** @param piece stays as it is until this returns; whoever needs it for longer asks the visit to keep it. */
  onPiece(piece: Buffer): void
  onEnd(): void
  onError(error: Error): void
}

/** Whoever looks after the replica: how its requests go. `ended` comes last, and once. */
export interface VisitEvents {
  /** The header section of an answer came. */
  answered(): void
  /** It ended without one, and that was not the client's doing. */
  failed(): void
  ended(): void
}

/** The connection that a request is on. */
export interface Carrier {
  pause(visit: Visit): void
  resume(visit: Visit): void
  keep(): () => void
  abandon(visit: Visit, reason: Error): void
}

/** One request at one replica, from the moment it is given to a connection until its answer is complete or failed. */
export class Visit {
  readonly request: ServiceRequest
  readonly #handler: AnswerHandler
  readonly #events: VisitEvents
  #carrier: Carrier | undefined
  #answered = false
  #dropped = false
  #over = false

  constructor(request: ServiceRequest, handler: AnswerHandler, events: VisitEvents) {
    this.request = request
    this.#handler = handler
    this.#events = events
  }

  carriedBy(carrier: Carrier): void {
    this.#carrier = carrier
  }

  head(status: number, headers: readonly string[]): void {
    this.#answered = true
    this.#events.answered()
    if (!this.#dropped) this.#handler.onHead(status, headers)
  }

  piece(piece: Buffer): void {
    if (!this.#dropped) this.#handler.onPiece(piece)
  }

  end(): void {
    if (this.#over) return
    this.#over = true
    this.#events.ended()
    if (!this.#dropped) this.#handler.onEnd()
  }

  fail(error: Error): void {
    if (this.#over) return
    this.#over = true
    if (!this.#answered && !this.#dropped && !isOwnFailure(error)) this.#events.failed()
    this.#events.ended()
    if (!this.#dropped) this.#handler.onError(error)
  }

  /** Its answer comes as fast as it is taken. */
  pause(): void {
    this.#carrier?.pause(this)
  }

  resume(): void {
    if (!this.#over) this.#carrier?.resume(this)
  }

  /** The piece at hand stays as it is. @returns gives it back when nobody needs it any more. */
  keep(): () => void {
    return this.#carrier?.keep() ?? nothing
  }

  /** Nobody wants the answer any more. Its handler is told nothing from here on. */
  abort(reason: Error): void {
    if (this.#over || this.#dropped) return
    this.#dropped = true
    this.#carrier?.abandon(this, reason)
  }
}

const nothing = () => {}
