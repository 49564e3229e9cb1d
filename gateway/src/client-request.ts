import { IncomingMessage } from 'node:http'

/** What Node does itself for requests without a body (`optimizeEmptyRequests`). Its types do not say so. */
interface Closable {
  _dumpAndCloseReadable?(): void
}

/** A request whose body, where it came together with the header section, can be had in one piece, past the stream. */
export class ClientRequest extends IncomingMessage {
  #text = ''
  #settle: ((body: string | undefined) => void) | undefined

  /**
   * The body, one character a byte, if its end is among the bytes that are being read at this moment. Undefined where
   * it is not: then the stream has it, from its first byte.
   */
  bodyAtHand(): Promise<string | undefined> {
    const { promise, resolve } = Promise.withResolvers<string | undefined>()
    if (this.complete || this.readableLength > 0) resolve(undefined)
    else {
      this.#settle = resolve
      // the parser has gone through all that was read before this is called
      process.nextTick(handOver, this)
    }
    return promise
  }

  override push(piece: Buffer | null): boolean {
    if (this.#settle === undefined) return super.push(piece)
    if (piece === null) this.#whole(this.#settle)
    else this.#text += piece.toString('latin1')
    return true
  }

  /** There is more to come, which takes the usual way. */
  handOver(): void {
    const [text, settle] = [this.#text, this.#settle]
    if (settle === undefined) return
    this.#forget()
    if (text !== '') super.push(Buffer.from(text, 'latin1'))
    settle(undefined)
  }

  #whole(settle: (body: string) => void): void {
    const text = this.#text
    this.#forget()
    const { _dumpAndCloseReadable: close } = this as Closable
    if (close === undefined) super.push(null)
    else close.call(this)
    settle(text)
  }

  #forget(): void {
    this.#text = ''
    this.#settle = undefined
  }
}

const handOver = (request: ClientRequest): void => request.handOver()
