import { Readable } from 'node:stream'
import type { AskFrame } from '@bartab/kit'

/** What is said on a channel to a service. The frames of one turn of the event loop leave in one piece. */
export class AskQueue {
  /** They leave as a request's body. */
  readonly stream = new Readable({ read: () => {} })
  #unsent = ''
  #isOver = false

  say(frame: AskFrame): void {
    if (this.#isOver) return
    if (this.#unsent === '') setImmediate(this.#flush)
    this.#unsent += `${JSON.stringify(frame)}\n`
  }

  /** Nothing more is said. */
  end(): void {
    if (this.#isOver) return
    this.#flush()
    this.#isOver = true
    this.stream.push(null)
  }

  readonly #flush = (): void => {
    const text = this.#unsent
    this.#unsent = ''
    if (text !== '' && !this.#isOver) this.stream.push(text)
  }
}
