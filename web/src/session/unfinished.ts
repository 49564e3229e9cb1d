const prefix = 'bartab.unfinished.'

/** As much of a browser's storage as is needed here. */
export type TextStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

/** What was begun and not sent, for each room and thread; kept in this browser over a reload. */
export class Unfinished {
  readonly #storage: TextStorage
  readonly #of: string

  constructor(storage: TextStorage, userId: string) {
    this.#storage = storage
    this.#of = `${prefix}${userId}.`
  }

  get(place: string): string {
    return this.#storage.getItem(this.#of + place) ?? ''
  }

  set(place: string, text: string): void {
    try {
      if (text.trim() === '') this.#storage.removeItem(this.#of + place)
      else this.#storage.setItem(this.#of + place, text)
    } catch {
      // A full storage loses the draft at a reload, nothing else.
    }
  }

  /** Whoever logs out leaves nothing for the next one at this screen. */
  static forget(storage: TextStorage): void {
    const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '')
    for (const key of keys) if (key.startsWith(prefix)) storage.removeItem(key)
  }
}
