import type { CarriedResponse, Said } from './carried-response.ts'
import type { AnswerFrame } from './frames.ts'

interface Unsent extends Omit<AnswerFrame, 'bytes'> {
  no: number
  text: string
}

/** What is said in one turn of the event loop. What is said to many in the same words leaves once. */
export class Outbox {
  #count = 0
  #frames: Unsent[] = []
  readonly #byWords = new Map<string, Unsent>()
  #ended: CarriedResponse[] = []

  get isEmpty(): boolean {
    return this.#frames.length === 0
  }

  put(response: CarriedResponse, said: Said): void {
    const words = said.open ? `open\n${said.text}` : said.text
    const same = this.#byWords.get(words)
    const frame = same !== undefined && maySayWith(same, response, said) ? same : this.#begin(said, words)
    frame.to.push(response.id)
    response.lastFrame = frame.no
    if (!said.open) this.#ended.push(response)
  }

  putFrame(frame: Pick<AnswerFrame, 'to' | 'broken' | 'going'>): void {
    this.#count += 1
    this.#frames.push({ ...frame, no: this.#count, text: '' })
  }

  /** All of it as text, and whose answers end with it. */
  take(): { text: string; ended: CarriedResponse[] } {
    const [text, ended] = [this.#frames.map(asText).join(''), this.#ended]
    this.#frames = []
    this.#byWords.clear()
    this.#ended = []
    return { text, ended }
  }

  #begin({ status, headers, text, open }: Said, words: string): Unsent {
    this.#count += 1
    const head = status === undefined || headers === undefined ? {} : { status, headers }
    const frame: Unsent = { to: [], ...head, ...(open ? { open } : {}), no: this.#count, text }
    this.#frames.push(frame)
    this.#byWords.set(words, frame)
    return frame
  }
}

/** Each gets what is said to it in the order in which it was said. */
function maySayWith(frame: Unsent, { lastFrame }: CarriedResponse, { status, headers }: Said): boolean {
  return frame.no > lastFrame && frame.status === status && sameList(frame.headers, headers)
}

function sameList(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return a.length === b.length && a.every((each, at) => each === b[at])
}

function asText({ no: _no, text, ...frame }: Unsent): string {
  return `${JSON.stringify({ ...frame, bytes: Buffer.byteLength(text) })}\n${text}`
}
