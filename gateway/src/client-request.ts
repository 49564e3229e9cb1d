import { http } from '@bartab/kit'

/** What Node does itself for requests without a body (`optimizeEmptyRequests`). Its types do not say so. */
interface Closable {
  _dumpAndCloseReadable?(): void
}

interface Awaited {
  readonly length: number
  settle(body: string | undefined): void
}

/** A request whose body, where it came together with the header section, can be had in one piece, past the stream. */
export class ClientRequest extends http.IncomingMessage {
  #awaited: Awaited | undefined
  #text = ''

  /**
   * The body of so many bytes, one character each, if all of it is among what is being read at this moment. Undefined
   * where it is not: then the stream has it, from its first byte.
   */
  bodyAtHand(length: number): Promise<string | undefined> {
    const { promise, resolve } = Promise.withResolvers<string | undefined>()
    if (this.complete || this.readableLength > 0) resolve(undefined)
    else {
      this.#awaited = { length, settle: resolve }
      // the parser goes on to the body before this is called, though not always to its end
      process.nextTick(handOver, this)
    }
    return promise
  }

  override push(piece: Buffer | null): boolean {
    if (this.#awaited === undefined) return super.push(piece)
    if (piece === null) this.#end(this.#awaited)
    else this.#text += piece.toString('latin1')
    return true
  }

  /** If there is more to come, all of it takes the usual way. */
  handOver(): void {
    const [text, awaited] = [this.#text, this.#awaited]
    if (awaited === undefined || text.length === awaited.length) return
    this.#forget()
    if (text !== '') super.push(Buffer.from(text, 'latin1'))
    awaited.settle(undefined)
  }

  /** The parser says so just after the last byte. */
  #end({ settle }: Awaited): void {
    const text = this.#text
    this.#forget()
    const { _dumpAndCloseReadable: close } = this as Closable
    if (close === undefined) super.push(null)
    else close.call(this)
    settle(text)
  }

  #forget(): void {
    this.#awaited = undefined
    this.#text = ''
  }
}

const handOver = (request: ClientRequest): void => request.handOver()
