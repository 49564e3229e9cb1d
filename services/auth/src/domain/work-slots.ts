import { Problem } from '@bartab/sdk/problems'

/**
 * Lets a few pieces of costly work run at once and a bounded number wait in order.
 * Beyond that it refuses at once, so that a flood can take neither all memory nor everybody's patience.
 */
export class WorkSlots {
  readonly #slots: number
  readonly #maxWaiting: number
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor({ slots, maxWaiting }: { slots: number; maxWaiting: number }) {
    this.#slots = slots
    this.#maxWaiting = maxWaiting
  }

  /** @throws {Problem} LOGIN_BUSY when too many wait already. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter()
    try {
      return await work()
    } finally {
      this.#leave()
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < this.#slots) {
      this.#running += 1
      return
    }
    if (this.#waiting.length >= this.#maxWaiting) throw new Problem('LOGIN_BUSY', { headers: { 'retry-after': '2' } })
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  // whoever waits takes over the slot, so that nobody can slip in between
  #leave(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#running -= 1
  }
}
