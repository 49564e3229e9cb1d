import { HTTPParser } from 'node:_http_common'
import { giveBackParser, type OwnedParser, takeParser } from './free-parsers.ts'

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

const lengthName = 'content-length'

/** What the parser is told after a header section: no body follows, or it is not to read on by itself. */
const noBody = 1
const leaveBody = 2

/**
 * Node's own parser of answers, strict. It never reads past a fault. A body whose length it found announced, once and
 * without doubt, is taken past it: it would copy each piece. Between answers there is none: one takes six kilobytes, and
 * most connections wait.
 */
export class AnswerParser {
  readonly #events: AnswerEvents
  #parser: OwnedParser | undefined
  /** Whether an answer has begun and is not complete. */
  #under = false
  /** Once told to leave a body alone the parser would hide its next fault, and has to begin anew. */
  #spent = true
  #parts: string[] | undefined
  /** Bytes of an announced body that have not come yet. */
  #left = 0
  #closed = false

  constructor(events: AnswerEvents) {
    this.#events = events
  }

  /** @returns the fault, where the bytes are no answer. */
  read(bytes: Buffer): Error | undefined {
    for (let at = 0; at < bytes.length && !this.#closed; ) {
      const rest = at === 0 ? bytes : bytes.subarray(at)
      const taken = this.#left > 0 ? this.#takeBody(rest) : this.#takeRest(rest)
      if (typeof taken !== 'number') return taken
      at += taken
    }
    if (!this.#under) this.#giveBack()
    return undefined
  }

  #takeRest(bytes: Buffer): number | Error {
    const parser = this.#ready()
    this.#under = true
    const taken = parser.execute(bytes)
    if (typeof taken === 'number' && taken <= 0) return new Error('the parser does not go on')
    return taken
  }

  #ready(): OwnedParser {
    this.#parser ??= takeParser()
    const parser = this.#parser
    parser.owner = this
    if (this.#spent) parser.initialize(HTTPParser.RESPONSE, parser, maxHeaderBytes, HTTPParser.kLenientNone)
    this.#spent = false
    return parser
  }

  #takeBody(bytes: Buffer): number {
    const piece = bytes.length > this.#left ? bytes.subarray(0, this.#left) : bytes
    this.#left -= piece.length
    this.#events.piece(piece)
    if (this.#left === 0) this.#complete()
    return piece.length
  }

  onHeaderPart(headers: string[]): void {
    this.#parts ??= []
    this.#parts.push(...headers)
  }

  onHead(status: number, whole: readonly string[] | undefined, keepAlive: boolean): number {
    const headers = whole ?? this.#parts ?? []
    this.#parts = undefined
    if (this.#events.head(status, headers, keepAlive)) return noBody
    this.#left = announcedLength(headers)
    if (this.#left === 0) return 0
    this.#spent = true
    return leaveBody
  }

  onPiece(piece: Buffer): void {
    this.#events.piece(piece)
  }

  onComplete(): void {
    // what came in parts since the header section are trailers, which nobody asked for
    this.#parts = undefined
    if (this.#left === 0) this.#complete()
  }

  #complete(): void {
    this.#under = false
    this.#events.complete()
  }

  /** The connection ended. @returns the fault, where it ended in the middle of an answer. */
  finish(): Error | undefined {
    return this.#under ? this.#parser?.finish() : undefined
  }

  /** Frees it; later, since it may be at work at this moment. */
  close(): void {
    const parser = this.#parser
    this.#closed = true
    this.#parser = undefined
    if (parser !== undefined) setImmediate(() => parser.close())
  }

  #giveBack(): void {
    if (this.#parser !== undefined) giveBackParser(this.#parser)
    this.#parser = undefined
    this.#spent = true
  }
}

/** The parser has refused every spelling of it but digits, and a second one. */
function announcedLength(headers: readonly string[]): number {
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string
    if (name.length === lengthName.length && name.toLowerCase() === lengthName) return Number(headers[i + 1])
  }
  return 0
}
