/** Work in lanes: what is in one lane is done in order, and so many lanes move at the same time. */
export class Lanes {
  readonly #most: number
  readonly #tails = new Map<string, Promise<void>>()
  readonly #waiting: (() => void)[] = []
  #moving = 0

  constructor(most: number) {
    this.#most = most
  }

  /** How many lanes have work. */
  get size(): number {
    return this.#tails.size
  }

  /** Does something after all that was put into the same lane before. `work` must not throw. */
  add(lane: string, work: () => Promise<void>): Promise<void> {
    const tail = (this.#tails.get(lane) ?? Promise.resolve()).then(() => this.#move(work))
    this.#tails.set(lane, tail)
    return tail.then(() => {
      if (this.#tails.get(lane) === tail) this.#tails.delete(lane)
    })
  }

  /** Settles when nothing is left to do. */
  async idle(): Promise<void> {
    while (this.#tails.size > 0) await Promise.all(this.#tails.values())
  }

  async #move(work: () => Promise<void>): Promise<void> {
    if (this.#moving >= this.#most) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#moving++
    try {
      await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#moving--
    }
  }
}
