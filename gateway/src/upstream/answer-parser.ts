import { HTTPParser } from 'node:_http_common'

/** Told what a service says on one connection, answer after answer. */
export interface AnswerEvents {
  /** @returns whether no body follows, whatever the header section says, as for HEAD. */
  head(status: number, headers: readonly string[], keepAlive: boolean): boolean
  /** @param piece part of what is being read, or bytes of its own. */
  piece(piece: Buffer): void
  /** The answer is complete. */
  complete(): void
}

const maxHeaderBytes = 32 * 1024

/** What the parser is told after a header section: no body follows, or it is not to read on by itself. */
const noBody = 1
const leaveBody = 2

/**
 * Node's own parser of answers, strict. It never reads past a fault. A body whose length it found announced, once and
 * without doubt, is taken past it: it would copy each piece.
 */
export class AnswerParser {
  readonly #parser = new HTTPParser()
  readonly #events: AnswerEvents
  #parts: string[] = []
  /** Bytes of an announced body that have not come yet. */
  #left = 0

  constructor(events: AnswerEvents) {
    this.#events = events
    const parser = this.#parser
    this.#begin()
    parser[HTTPParser.kOnHeaders] = (headers: string[]) => void this.#parts.push(...headers)
    parser[HTTPParser.kOnHeadersComplete] = (...said: HeadArguments) => {
      const headers = said[2] ?? this.#parts
      this.#parts = []
      if (events.head(said[5], headers, said[8])) return noBody
      this.#left = announcedLength(headers)
      return this.#left > 0 ? leaveBody : 0
    }
    parser[HTTPParser.kOnBody] = (piece: Buffer) => events.piece(piece)
    parser[HTTPParser.kOnMessageComplete] = () => {
      // what came in parts since the header section are trailers, which nobody asked for
      this.#parts = []
      if (this.#left === 0) events.complete()
    }
  }

  /** @returns the fault, where the bytes are no answer. */
  read(bytes: Buffer): Error | undefined {
    for (let at = 0; at < bytes.length; ) {
      const rest = at === 0 ? bytes : bytes.subarray(at)
      const taken = this.#left > 0 ? this.#takeBody(rest) : this.#takeRest(rest)
      if (typeof taken !== 'number') return taken
      at += taken
    }
    return undefined
  }

  #takeRest(bytes: Buffer): number | Error {
    const taken = this.#parser.execute(bytes)
    // once told to leave a body alone it would hide its next fault
    if (this.#left > 0) this.#begin()
    if (typeof taken === 'number' && taken <= 0) return new Error('the parser does not go on')
    return taken
  }

  #begin(): void {
    this.#parser.initialize(HTTPParser.RESPONSE, this, maxHeaderBytes, HTTPParser.kLenientNone)
  }

  #takeBody(bytes: Buffer): number {
    const piece = bytes.length > this.#left ? bytes.subarray(0, this.#left) : bytes
    this.#left -= piece.length
    this.#events.piece(piece)
    if (this.#left === 0) this.#events.complete()
    return piece.length
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

/** The parser has refused every spelling of it but digits, and a second one. */
function announcedLength(headers: readonly string[]): number {
  const at = headers.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === 'content-length')
  return at === -1 ? 0 : Number(headers[at + 1])
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
