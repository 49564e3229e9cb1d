import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { Problem } from '@bartab/sdk/problems'
import { flowBytes } from '../flow.ts'

export interface ClientBodyOptions {
  /** Most bytes that are passed on. */
  limit: number
  /** Longest time that the next KiB may take, milliseconds: neither a pause nor a trickle may be longer. */
  idleMs: number
}

const stepBytes = 1024

/**
 * A client's body on its way to a service, with back-pressure and a limit. The connection's own stream is not handed
 * over: whoever fails with that destroys the connection, and with it the way to answer.
 */
export class ClientBody extends Readable {
  readonly #request: IncomingMessage
  readonly #limit: number
  readonly #idleMs: number
  #taken = 0
  #gained = 0
  #idle: NodeJS.Timeout | undefined

  constructor(request: IncomingMessage, { limit, idleMs }: ClientBodyOptions) {
    super({ highWaterMark: flowBytes })
    this.#request = request
    this.#limit = limit
    this.#idleMs = idleMs
    request.on('data', this.#onData)
    request.on('end', this.#onEnd)
    request.pause()
  }

  override _read(): void {
    this.#awaitPiece()
    this.#request.resume()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#stopWaiting()
    this.#request.off('data', this.#onData)
    this.#request.off('end', this.#onEnd)
    // somebody else may read what is left of it
    if (this.#request.listenerCount('data') === 0) this.#request.pause()
    done(error)
  }

  readonly #onData = (piece: Buffer): void => {
    this.#taken += piece.length
    if (this.#taken > this.#limit) {
      this.destroy(new Problem('BODY_TOO_LARGE', { detail: `at most ${this.#limit} bytes are taken here` }))
    } else if (this.push(piece)) {
      this.#progress(piece.length)
    } else {
      this.#stopWaiting()
      this.#request.pause()
    }
  }

  readonly #onEnd = (): void => {
    this.#stopWaiting()
    this.push(null)
  }

  #stopWaiting(): void {
    clearTimeout(this.#idle)
    this.#idle = undefined
  }

  #progress(bytes: number): void {
    this.#gained += bytes
    if (this.#gained < stepBytes) return
    this.#gained = 0
    this.#idle?.refresh()
  }

  // only while the service asks for more is it the client who is slow
  #awaitPiece(): void {
    if (this.#idle !== undefined) return
    this.#gained = 0
    this.#idle = setTimeout(() => this.destroy(new Problem('REQUEST_TIMEOUT')), this.#idleMs)
  }
}
