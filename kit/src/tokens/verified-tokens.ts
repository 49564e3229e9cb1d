import type { Caller } from './caller.ts'

/**
 * Tokens whose signature was checked already, by their text. Bounded; an entry never outlives `exp`.
 *
 * Kept in two generations, so that to find a token again changes nothing: that is on the way of each request. (To hash
 * the text ourselves, or to move the entry to the end each time, costs more than all else there.) Each request brings
 * its token as a new text, which a map has to hash from end to end; one that was found a moment ago is compared instead.
 */
export class VerifiedTokens {
  readonly #generation: number
  #recent = new Map<string, Caller>()
  #older = new Map<string, Caller>()
  /** The last one found at each place. All of them are in the recent generation too. */
  #near: (Caller | undefined)[] = []

  /** @param capacity half as many, coming in turn, are all found again; with more, next to none is. */
  constructor(capacity = 20_000) {
    this.#generation = Math.max(1, Math.floor(capacity / 2))
  }

  get(token: string, now: number): Caller | undefined {
    const place = placeOf(token)
    const near = this.#near[place]
    const caller = near?.token === token ? near : (this.#recent.get(token) ?? this.#again(token))
    if (caller === undefined || now < caller.expiresAt) {
      this.#near[place] = caller
      return caller
    }
    this.#near[place] = undefined
    this.#recent.delete(token)
    this.#older.delete(token)
    return undefined
  }

  add(token: string, caller: Caller): Caller {
    this.#recent.set(token, caller)
    if (this.#recent.size > this.#generation) {
      this.#older = this.#recent
      this.#recent = new Map()
      this.#near = []
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

const places = 256

/** By the end of the signature, which is as good as random. The last character holds fewer bits than the others. */
function placeOf(token: string): number {
  const end = token.length
  return ((token.charCodeAt(end - 2) << 4) ^ token.charCodeAt(end - 3)) & (places - 1)
}
