/** No news waits longer than this, in milliseconds. */
const longestRestMs = 25
/** So few are always told at once. */
const few = 16

/**
 * How often many are told. To tell a room of hundreds of each message by itself costs a write for each reader, and where
 * messages come faster than that is done, all of them come late. So it rests after each fan-out for as long as that
 * took, which leaves as much to others, such as the gateway on the same core; what happens meanwhile is told together.
 *
 * @see docs/decisions/0077-pace-of-fan-out.md
 */
export class FanOutPace {
  #tell: (people: ReadonlySet<number>) => void
  readonly #clock: () => number
  #untold = new Set<number>()
  #isBusy = false

  constructor(tell: (people: ReadonlySet<number>) => void, clock: () => number) {
    this.#tell = tell
    this.#clock = clock
  }

  /** There is news for these people. */
  news(people: ReadonlySet<number>): void {
    if (people.size <= few) this.#tell(people)
    else this.#toMany(people)
  }

  /** Whether somebody is about to be told. */
  owes(userNo: number): boolean {
    return this.#untold.has(userNo)
  }

  /** Tells nobody any more. */
  stop(): void {
    this.#tell = () => {}
  }

  #toMany(people: ReadonlySet<number>): void {
    for (const userNo of people) this.#untold.add(userNo)
    if (!this.#isBusy) this.#begin()
  }

  #begin(): void {
    const [people, began] = [this.#untold, this.#clock()]
    this.#untold = new Set()
    this.#isBusy = true
    this.#tell(people)
    // answers to polls are written when this turn is over
    setImmediate(() => this.#rest(this.#clock() - began))
  }

  #rest(tookMs: number): void {
    setTimeout(() => this.#end(), Math.min(tookMs, longestRestMs))
  }

  #end(): void {
    this.#isBusy = false
    if (this.#untold.size > 0) this.#begin()
  }
}
