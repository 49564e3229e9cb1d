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
