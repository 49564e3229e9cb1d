const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const randomLetters = 16
const poolBytes = 64 * randomLetters

export interface UlidSource {
  clock: () => number
  randomBytes: (size: number) => Uint8Array
  /** The newest ULID handed out before, so that a clock set back across a restart does no harm. */
  last?: string | undefined
}

/** ULIDs that only ever grow, whatever the clock does. */
export class UlidSequence {
  readonly #source: UlidSource
  /** Randomness fetched ahead: a call for each id costs more than the rest of it. */
  #pool: Uint8Array = new Uint8Array(0)
  #used = 0
  #time = ''
  #random = ''

  constructor(source: UlidSource) {
    this.#source = source
    if (source.last !== undefined) [this.#time, this.#random] = [source.last.slice(0, 10), source.last.slice(10)]
  }

  next(): string {
    const time = timeLetters(this.#source.clock())
    if (time > this.#time) [this.#time, this.#random] = [time, this.#freshRandom()]
    else this.#step()
    return this.#time + this.#random
  }

  /** Starts below half of the range, so that stepping cannot run out within one millisecond. */
  #freshRandom(): string {
    if (this.#used >= this.#pool.length) [this.#pool, this.#used] = [this.#source.randomBytes(poolBytes), 0]
    let letters = alphabet.charAt((this.#pool[this.#used] ?? 0) & 15)
    for (let place = 1; place < randomLetters; place++)
      letters += alphabet.charAt((this.#pool[this.#used + place] ?? 0) & 31)
    this.#used += randomLetters
    return letters
  }

  #step(): void {
    const next = increment(this.#random)
    if (next !== undefined) this.#random = next
    else [this.#time, this.#random] = [increment(this.#time) ?? this.#time, this.#freshRandom()]
  }
}

function timeLetters(ms: number): string {
  let rest = Math.max(0, Math.floor(ms))
  let letters = ''
  for (let place = 0; place < 10; place++) {
    letters = alphabet.charAt(rest % 32) + letters
    rest = Math.floor(rest / 32)
  }
  return letters
}

function increment(letters: string): string | undefined {
  for (let index = letters.length - 1; index >= 0; index--) {
    const value = alphabet.indexOf(letters.charAt(index))
    if (value < 31) return letters.slice(0, index) + alphabet.charAt(value + 1) + '0'.repeat(letters.length - index - 1)
  }
  return undefined
}
