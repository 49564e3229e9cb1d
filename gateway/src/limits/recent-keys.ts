/**
 * A number for each key; of too many, those not seen for longest are forgotten. Kept in two generations that grow with
 * what is in them: a cache that makes room for its most at once takes that memory from a gateway that nobody uses.
 */
export class RecentKeys {
  readonly #generation: number
  #recent = new Map<string, number>()
  #older = new Map<string, number>()

  constructor(most: number) {
    this.#generation = Math.max(1, Math.floor(most / 2))
  }

  get(key: string): number | undefined {
    return this.#recent.get(key) ?? this.#older.get(key)
  }

  set(key: string, value: number): void {
    if (!this.#recent.has(key)) this.#makeRoom(key)
    this.#recent.set(key, value)
  }

  get size(): number {
    return this.#recent.size + this.#older.size
  }

  #makeRoom(key: string): void {
    this.#older.delete(key)
    if (this.#recent.size < this.#generation) return
    this.#older = this.#recent
    this.#recent = new Map()
  }
}
