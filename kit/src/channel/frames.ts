import type { Likeness } from './likeness.ts'

/** The media type of both directions of a channel. Another form of the frames gets another name. */
export const channelType = 'application/vnd.bartab.channel.2'
/** Where a server takes a channel. No client's path leads there: the gateway forwards what is below `/<service>/v1` alone. */
export const channelPath = '/channel'
/** With it a server says in its answer to `/readyz` that it takes channels, and in which form. */
export const channelHeader = 'x-bartab-channel'

/** What the asking side says: a new question, or something about one that it asked. */
export type AskFrame =
  | { ask: number; target: string /** The header section, a line for each. */; head: string }
  | { leave: number }
  | { pause: number }
  | { resume: number }

/** What the answering side says to some questions at once: to each the same. */
export interface AnswerFrame {
  to: number[]
  /** With the first piece of an answer. */
  status?: number
  /** Names and values in turn. Where there is a status and none of them, they are those that were said last. */
  headers?: string[]
  /** So many bytes follow this frame: the body, or as much of it as is not like the body of the frame before. */
  bytes: number
  like?: Likeness
  /** More pieces will come. */
  open?: true
  /** The answer broke off. */
  broken?: true
  /** No question is to be asked here any more. */
  going?: true
}

const lineEnd = 0x0a
const none = Buffer.alloc(0)

/** Reads frames as they come in pieces: a line of JSON, and behind it as many bytes as the line says. */
export class FrameReader<Frame extends object> {
  readonly #longestLine: number
  #rest: Buffer = none
  #head: Frame | undefined

  constructor(longestLine: number) {
    this.#longestLine = longestLine
  }

  /** @throws where a line is too long, or no JSON. */
  read(piece: Buffer, each: (frame: Frame, body: Buffer) => void): void {
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece])
    let at = 0
    for (let next = this.#next(bytes, at); next !== undefined; next = this.#next(bytes, at)) {
      at = next.end
      if (next.frame !== undefined) each(next.frame, next.body)
    }
    this.#rest = at === bytes.length ? none : bytes.subarray(at)
  }

  #next(bytes: Buffer, from: number): { frame?: Frame; body: Buffer; end: number } | undefined {
    if (this.#head === undefined) return this.#line(bytes, from)
    const end = from + lengthOf(this.#head)
    if (bytes.length < end) return undefined
    const frame = this.#head
    this.#head = undefined
    return { frame, body: bytes.subarray(from, end), end }
  }

  #line(bytes: Buffer, from: number) {
    const end = bytes.indexOf(lineEnd, from)
    if ((end === -1 ? bytes.length : end) - from > this.#longestLine) throw new Error('a frame is too long')
    if (end === -1) return undefined
    this.#head = JSON.parse(bytes.toString('utf8', from, end)) as Frame
    return { body: none, end: end + 1 }
  }
}

const lengthOf = (frame: { bytes?: number }): number => frame.bytes ?? 0
