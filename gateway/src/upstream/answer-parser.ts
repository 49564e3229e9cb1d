import { HTTPParser } from 'node:_http_common'

/** Told what a service says on one connection, answer after answer. */
export interface AnswerEvents {
  /** @returns whether no body follows, whatever the header section says, as for HEAD. */
  head(status: number, headers: readonly string[], keepAlive: boolean): boolean
  piece(piece: Buffer): void
  /** The answer is complete. */
  complete(): void
}

const maxHeaderBytes = 32 * 1024

/** Node's own parser of answers, strict. It never reads past a fault. */
export class AnswerParser {
  readonly #parser = new HTTPParser()
  #parts: string[] = []

  constructor(events: AnswerEvents) {
    const parser = this.#parser
    parser.initialize(HTTPParser.RESPONSE, this, maxHeaderBytes, HTTPParser.kLenientNone)
    parser[HTTPParser.kOnHeaders] = (headers: string[]) => void this.#parts.push(...headers)
    parser[HTTPParser.kOnHeadersComplete] = (...said: HeadArguments) => {
      const headers = said[2] ?? this.#parts
      this.#parts = []
      return events.head(said[5], headers, said[8])
    }
    parser[HTTPParser.kOnBody] = (piece: Buffer) => events.piece(piece)
    parser[HTTPParser.kOnMessageComplete] = () => {
      // what came in parts since the header section are trailers, which nobody asked for
      this.#parts = []
      events.complete()
    }
  }

  /** @returns the fault, where the bytes are no answer. */
  read(bytes: Buffer): Error | undefined {
    const outcome = this.#parser.execute(bytes)
    return typeof outcome === 'number' ? undefined : outcome
  }

  /** The connection ended. @returns the fault, where it ended in the middle of an answer. */
  finish(): Error | undefined {
    return this.#parser.finish()
  }

  /** Frees it; later, since it may be at work at this moment. */
  close(): void {
    setImmediate(() => this.#parser.close())
  }
}

type HeadArguments = [
  major: number,
  minor: number,
  headers: string[] | undefined,
  method: undefined,
  url: undefined,
  status: number,
  reason: string,
  upgrade: boolean,
  keepAlive: boolean,
]
