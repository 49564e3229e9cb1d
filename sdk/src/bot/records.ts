import type { LocalStore } from '../store/local-store.ts'

/** Records in a store, changed by one at a time. */
export class Records {
  readonly #store: LocalStore
  readonly #tails = new Map<string, Promise<unknown>>()

  constructor(store: LocalStore) {
    this.#store = store
  }

  async read<T>(key: string): Promise<T | undefined> {
    const text = await this.#store.read(key)
    return text === undefined ? undefined : (JSON.parse(text) as T)
  }

  async write(key: string, record: unknown): Promise<void> {
    await this.#store.write(key, JSON.stringify(record))
  }

  remove(key: string): Promise<void> {
    return this.#store.remove(key)
  }

  /** Does something while nobody else has the record in hand. */
  async alone<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve()
    const mine = before.then(work, work)
    const tail = mine.catch(() => undefined)
    this.#tails.set(key, tail)
    try {
      return await mine
    } finally {
      if (this.#tails.get(key) === tail) this.#tails.delete(key)
    }
  }
}
