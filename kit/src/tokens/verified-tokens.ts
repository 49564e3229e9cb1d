import type { Caller } from './caller.ts'

/**
 * Tokens whose signature was checked already, by their text. Bounded; an entry never outlives `exp`.
 *
 * Kept in two generations, so that to find a token again changes nothing: that is on the way of each request. (To hash
 * the text ourselves, or to move the entry to the end each time, costs more than all else there.)
 */
export class VerifiedTokens {
  readonly #generation: number
  #recent = new Map<string, Caller>()
  #older = new Map<string, Caller>()

  constructor(capacity: number) {
    this.#generation = Math.max(1, Math.floor(capacity / 2))
  }

  get(token: string, now: number): Caller | undefined {
    const caller = this.#recent.get(token) ?? this.#again(token)
    if (caller === undefined || now < caller.expiresAt) return caller
    this.#recent.delete(token)
    this.#older.delete(token)
    return undefined
  }

  add(token: string, caller: Caller): Caller {
    this.#recent.set(token, caller)
    if (this.#recent.size > this.#generation) {
      this.#older = this.#recent
      this.#recent = new Map()
    }
    return caller
  }

  get size(): number {
    return this.#recent.size + this.#older.size
  }

  #again(token: string): Caller | undefined {
    const caller = this.#older.get(token)
    if (caller === undefined) return undefined
    this.#older.delete(token)
    return this.add(token, caller)
  }
}
