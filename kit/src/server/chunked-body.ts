import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/**
 * The body of an answer of unknown length, each piece of which leaves in one write. Node writes a piece's length, the
 * piece and its end by themselves, which for a short piece costs more than all that was done to make it.
 */
export class ChunkedBody {
  readonly #raw: ServerResponse
  /** The response itself where the answer is not in chunks, or waits for its turn on the connection. */
  readonly #out: ServerResponse | Socket

  /** Sends the head of the answer. */
  constructor(raw: ServerResponse, head: Record<string, string>) {
    raw.writeHead(200, head).flushHeaders()
    this.#raw = raw
    this.#out = (raw.chunkedEncoding ? raw.socket : null) ?? raw
  }

  /** `onRoom` is called when a reader who was full takes more, `onClosed` when the answer is over or the reader gone. */
  watch(onRoom: () => void, onClosed: () => void): void {
    this.#out.on('drain', onRoom)
    this.#raw.once('close', () => {
      this.#out.off('drain', onRoom)
      onClosed()
    })
  }

  /** The reader has not taken in what was written. */
  get isFull(): boolean {
    return this.#out.writableNeedDrain
  }

  get isOver(): boolean {
    return this.#raw.writableEnded || this.#raw.destroyed
  }

  write(text: string): void {
    const isRaw = this.#out !== this.#raw
    this.#out.write(isRaw ? `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n` : text)
  }

  end(): void {
    if (!this.isOver) this.#raw.end()
  }
}
