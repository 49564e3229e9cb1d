/** Where a bot keeps what must outlive it: a text under each key. Writes replace as a whole, or not at all. */
export interface Storage {
  read(key: string): Promise<string | undefined>
  write(key: string, text: string): Promise<void>
  remove(key: string): Promise<void>
}

/** Lasts as long as the process. */
export class MemoryStorage implements Storage {
  readonly #texts = new Map<string, string>()

  async read(key: string) {
    return this.#texts.get(key)
  }

  async write(key: string, text: string) {
    this.#texts.set(key, text)
  }

  async remove(key: string) {
    this.#texts.delete(key)
  }
}

/** Records in a storage, changed by one at a time. */
export class Records {
  readonly #storage: Storage
  readonly #tails = new Map<string, Promise<unknown>>()

  constructor(storage: Storage) {
    this.#storage = storage
  }

  async read<T>(key: string): Promise<T | undefined> {
    const text = await this.#storage.read(key)
    return text === undefined ? undefined : (JSON.parse(text) as T)
  }

  async write(key: string, record: unknown): Promise<void> {
    await this.#storage.write(key, JSON.stringify(record))
  }

  remove(key: string): Promise<void> {
    return this.#storage.remove(key)
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
