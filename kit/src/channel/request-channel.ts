import { CarriedRequest } from './carried-request.ts'
import { CarriedResponse, type Said, type SaidOn } from './carried-response.ts'
import { type AskFrame, FrameReader } from './frames.ts'
import { Outbox } from './outbox.ts'

/** The answering side's way out. */
export interface ChannelBody {
  write(text: string): void
  end(): void
  readonly isFull: boolean
}

/** Answers a question, as a server's router does. */
export type Answerer = (request: CarriedRequest, response: CarriedResponse) => void

/** So many answers are noted as given in one turn of the event loop, so that others' answers leave in between. */
const notedAtOnce = 64
/** A question's target and header section, with what JSON makes of them. */
const longestLine = 128 * 1024

/**
 * The answering side of a channel: one connection on which many questions are held at the same time, and answered in
 * any order. A connection for each of them costs both sides more than all else that they need.
 *
 * @see docs/decisions/0078-polls-over-one-connection.md
 */
export class RequestChannel implements SaidOn {
  readonly #answer: Answerer
  readonly #body: ChannelBody
  readonly #reader = new FrameReader<AskFrame>(longestLine)
  readonly #asked = new Map<number, CarriedResponse>()
  readonly #outbox = new Outbox()
  /** Answers that are on their way and not noted as given. */
  #given: CarriedResponse[] = []
  #isEnding = false

  constructor(body: ChannelBody, answer: Answerer) {
    this.#body = body
    this.#answer = answer
  }

  /** @throws for bytes that are no frames. */
  take(bytes: Buffer): void {
    this.#reader.read(bytes, (frame) => this.#take(frame))
  }

  /** The asking side has asked its last question. */
  askedLast(): void {
    this.#isEnding = true
    this.#endWhenDone()
  }

  /** Asks the other side to ask here no more: the server is about to stop. */
  goAway(): void {
    this.#outbox.putFrame({ to: [], going: true })
    this.#flush()
  }

  /** The connection has room again. */
  hasRoom(): void {
    for (const response of this.#asked.values()) response.hasRoom()
  }

  /** The connection is gone, and whoever waited with it. */
  closed(): void {
    const left = [...this.#asked.values()]
    this.#asked.clear()
    this.#note(this.#given.splice(0))
    for (const response of left) response.left()
  }

  get isFull(): boolean {
    return this.#body.isFull
  }

  say(response: CarriedResponse, said: Said): void {
    if (this.#outbox.isEmpty) process.nextTick(this.#flush)
    this.#outbox.put(response, said)
    if (!said.open) this.#asked.delete(response.id)
  }

  broke(response: CarriedResponse): void {
    if (!this.#asked.delete(response.id)) return
    if (this.#outbox.isEmpty) process.nextTick(this.#flush)
    this.#outbox.putFrame({ to: [response.id], broken: true })
  }

  #take(frame: AskFrame): void {
    if ('ask' in frame) this.#ask(frame)
    else if ('leave' in frame) this.#leave(frame.leave)
    else if ('pause' in frame) this.#asked.get(frame.pause)?.pause()
    else this.#asked.get(frame.resume)?.resume()
  }

  #ask({ ask: id, target, head }: Extract<AskFrame, { ask: number }>): void {
    const response = new CarriedResponse(id, this)
    this.#asked.set(id, response)
    this.#answer(new CarriedRequest(target, head), response)
  }

  #leave(id: number): void {
    const response = this.#asked.get(id)
    this.#asked.delete(id)
    response?.left()
    this.#endWhenDone()
  }

  readonly #flush = (): void => {
    if (this.#outbox.isEmpty) return
    const { text, ended } = this.#outbox.take()
    this.#body.write(text)
    // a log line and a measurement for each: they cost as much as the answers, and come behind them
    if (this.#given.length === 0 && ended.length > 0) setImmediate(this.#noteSome)
    for (const response of ended) this.#given.push(response)
    this.#endWhenDone()
  }

  readonly #noteSome = (): void => {
    this.#note(this.#given.splice(0, notedAtOnce))
    if (this.#given.length > 0) setImmediate(this.#noteSome)
    else this.#endWhenDone()
  }

  #note(given: readonly CarriedResponse[]): void {
    for (const response of given) response.finished()
  }

  #endWhenDone(): void {
    const isDone = this.#asked.size === 0 && this.#outbox.isEmpty && this.#given.length === 0
    if (this.#isEnding && isDone) this.#body.end()
  }
}
