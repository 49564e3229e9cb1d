import type { Socket } from 'node:net'
import type { ServiceBody } from './visit.ts'

export interface RequestBodyEvents {
  /** A piece went out, or the last one did. */
  progress(): void
  failed(error: Error): void
}

/** A client's body on its way out, as fast as the service takes it. */
export class RequestBody {
  readonly #body: ServiceBody
  readonly #socket: Socket
  readonly #events: RequestBodyEvents
  #sent = false

  constructor(body: ServiceBody, socket: Socket, events: RequestBodyEvents) {
    this.#body = body
    this.#socket = socket
    this.#events = events
    body.stream.on('data', this.#onPiece).on('end', this.#onEnd).on('error', events.failed)
  }

  get sent(): boolean {
    return this.#sent
  }

  resume(): void {
    if (this.#sent) return
    this.#events.progress()
    this.#body.stream.resume()
  }

  stop(): void {
    this.#body.stream.off('data', this.#onPiece).off('end', this.#onEnd)
    if (!this.#sent) this.#body.stream.destroy()
  }

  readonly #onPiece = (piece: Buffer): void => {
    if (!this.#write(piece)) this.#body.stream.pause()
    this.#events.progress()
  }

  #write(piece: Buffer): boolean {
    if (!this.#body.chunked) return this.#socket.write(piece)
    this.#socket.cork()
    this.#socket.write(`${piece.length.toString(16)}\r\n`, 'latin1')
    this.#socket.write(piece)
    const goesOn = this.#socket.write('\r\n', 'latin1')
    this.#socket.uncork()
    return goesOn
  }

  readonly #onEnd = (): void => {
    this.#sent = true
    if (this.#body.chunked) this.#socket.write('0\r\n\r\n', 'latin1')
    this.#events.progress()
  }
}
