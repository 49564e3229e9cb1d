/** Chance that falls the same way for the same seed (mulberry32). */
export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** A number from 0 up to 1. */
  readonly next = (): number => {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }

  readonly bytes = (size: number): Uint8Array => Uint8Array.from({ length: size }, () => Math.floor(this.next() * 256))

  happens(probability: number): boolean {
    return probability > 0 && this.next() < probability
  }
}
