/** Lets one piece of work at a time have a key; others with the same key wait their turn in order. */
export class KeyedLock {
  readonly #tails = new Map<string, Promise<void>>()

  async hold<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key)
    const mine = Promise.withResolvers<void>()
    this.#tails.set(key, mine.promise)
    await before
    try {
      return await work()
    } finally {
      if (this.#tails.get(key) === mine.promise) this.#tails.delete(key)
      mine.resolve()
    }
  }
}
