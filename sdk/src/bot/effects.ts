/** Does each of a handler's effects once, however often the handler runs. */
export interface Effects {
  /** `key` names the effect within the handler's work, and `txnId` in the whole of the bot's. */
  perform<T>(key: string, effect: (txnId: string) => Promise<T>): Promise<T>
}

/** Sends every time: the server knows the transaction id and answers with what stands already. */
export class RepeatedEffects implements Effects {
  readonly #prefix: string

  constructor(prefix: string) {
    this.#prefix = prefix
  }

  perform<T>(key: string, effect: (txnId: string) => Promise<T>): Promise<T> {
    return effect(transactionId(this.#prefix, key))
  }
}

/** The longest that a transaction id may be. */
const longest = 128

/** An id made of what an effect comes from, the same at every run: readable, or its end a hash where it would be too long. */
export function transactionId(cause: string, key: string): string {
  const id = `${cause}.${key}`.replace(/[^A-Za-z0-9_.:~-]/g, '-')
  return id.length <= longest ? id : `${id.slice(0, longest - 15)}~${hash53(id).toString(36).padStart(11, '0')}`
}

/** 53 bits that spread well (cyrb53); for names and dice, never for secrets. */
export function hash53(text: string, seed = 0): number {
  let [high, low] = [0xdeadbeef ^ seed, 0x41c6ce57 ^ seed]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return 4294967296 * (2097151 & low) + (high >>> 0)
}

/** Dice that fall the same way at every run (mulberry32). */
export function dice(name: string): () => number {
  let state = hash53(name) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
