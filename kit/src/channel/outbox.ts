import type { CarriedResponse, Said } from './carried-response.ts'
import type { AnswerFrame } from './frames.ts'
import { likenessOf } from './likeness.ts'

/** A frame that others may still be named in. */
interface Unsent extends Said {
  readonly no: number
  readonly to: number[]
}

/** What is said before the event loop goes on. What is said to many in the same words leaves once. */
export class Outbox {
  #count = 0
  #frames: (Unsent | string)[] = []
  #byWords = new Map<string, Unsent>()
  #ended: CarriedResponse[] = []

  get isEmpty(): boolean {
    return this.#frames.length === 0
  }

  put(response: CarriedResponse, said: Said): void {
    const same = this.#byWords.get(said.text)
    const frame = same !== undefined && maySayWith(same, response, said) ? same : this.#begin(said)
    frame.to.push(response.id)
    response.lastFrame = frame.no
    if (!said.open) this.#ended.push(response)
  }

  putFrame(frame: Pick<AnswerFrame, 'to' | 'broken' | 'going'>): void {
    this.#frames.push(`${JSON.stringify({ ...frame, bytes: 0 })}\n`)
  }

  /** All of it as text, and whose answers end with it. */
  take(): { text: string; ended: CarriedResponse[] } {
    const text = this.#frames.map((frame, at) => asText(frame, this.#frames[at - 1])).join('')
    const ended = this.#ended
    this.#frames = []
    // one that was emptied keeps what it held: its old table outlives all of that, and young garbage is kept for its sake
    this.#byWords = new Map()
    this.#ended = []
    return { text, ended }
  }

  #begin({ head, text, open }: Said): Unsent {
    this.#count += 1
    const frame: Unsent = { no: this.#count, to: [], head, text, open }
    this.#frames.push(frame)
    this.#byWords.set(text, frame)
    return frame
  }
}

/** Each gets what is said to it in the order in which it was said. */
function maySayWith(frame: Unsent, { lastFrame }: CarriedResponse, { head, open }: Said): boolean {
  return frame.no > lastFrame && frame.open === open && sameHead(frame.head, head)
}

function sameHead(a: Said['head'], b: Said['head']): boolean {
  return a === undefined ? b === undefined : a.status === b?.status && sameHeaders(a, b)
}

function sameHeaders({ headers }: NonNullable<Said['head']>, other: Said['head']): boolean {
  return headers.length === other?.headers.length && headers.every((each, at) => each === other.headers[at])
}

/**
 * An `AnswerFrame`, put together by hand: in a room there is one for each reader who has not read as far as another, and
 * it says no more than how it differs from the one before.
 */
function asText(frame: Unsent | string, before: Unsent | string | undefined): string {
  if (typeof frame === 'string') return frame
  const { to, head, text, open } = frame
  const last = typeof before === 'string' ? undefined : before
  const { like, own } = (last && likenessOf(last.text, text)) ?? { own: text }
  const first = head === undefined ? '' : headText(head, last?.head)
  const more = like === undefined ? '' : `"like":[${like[0]},${like[1]}],`
  return `{"to":[${to.join(',')}],${first}${open ? '"open":true,' : ''}${more}"bytes":${Buffer.byteLength(own)}}\n${own}`
}

function headText(head: NonNullable<Said['head']>, before: Said['head']): string {
  const headers = sameHeaders(head, before) ? '' : `"headers":${JSON.stringify(head.headers)},`
  return `"status":${head.status},${headers}`
}
