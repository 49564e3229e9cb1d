import type { LocalStore } from '../store/local-store.ts'

/** Where a loop keeps the position it has reached. */
export interface CursorStore {
  load(): Promise<string | undefined>
  save(cursor: string): Promise<void>
}

/** A position that lasts as long as the process. */
export class MemoryCursorStore implements CursorStore {
  #cursor: string | undefined

  async load() {
    return this.#cursor
  }

  async save(cursor: string) {
    this.#cursor = cursor
  }
}

/** A position in a local store, so that a loop goes on there after a restart. */
export class StoredCursor implements CursorStore {
  readonly #store: LocalStore
  readonly #key: string

  /** @param key under which it is kept. Default `cursor`. */
  constructor(store: LocalStore, key = 'cursor') {
    this.#store = store
    this.#key = key
  }

  load(): Promise<string | undefined> {
    return this.#store.read(this.#key)
  }

  save(cursor: string): Promise<void> {
    return this.#store.write(this.#key, cursor)
  }
}
