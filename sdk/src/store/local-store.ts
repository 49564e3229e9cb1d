/**
 * Where a client or a bot keeps what must outlive it: a text under each key. A write replaces the text as a whole and
 * has lasted when its promise resolves.
 *
 * `MemoryStore` lasts as long as the process, `FileStore` (from `@bartab/sdk/client/node`) keeps files,
 * `IndexedDbStore` is for browsers. One of your own needs these three methods.
 */
export interface LocalStore {
  read(key: string): Promise<string | undefined>
  write(key: string, text: string): Promise<void>
  /** A key that is not there is no failure. */
  remove(key: string): Promise<void>
}

/** Lasts as long as the process. */
export class MemoryStore implements LocalStore {
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
