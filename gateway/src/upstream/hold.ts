import { Problem } from '@bartab/sdk/problems'

/** More requests than this are not kept waiting for one service. */
const mostWaiting = 10_000

/** What came of a hold. */
export interface HoldOutcome {
  /** How many requests had waited when it ended. */
  waited: number
  /** How long it lasted. */
  held_ms: number
  /** Its time was over before it was released. */
  expired: boolean
}

/**
 * Requests of one service that wait while it is handed over: open -> holding -> open. A hold ends when it is released
 * or when its time is over, whichever comes first; either way those that waited go on.
 */
export class Hold {
  readonly #clock: () => number
  readonly #waiting = new Set<() => void>()
  #since = 0
  #until: number | undefined
  #timer: NodeJS.Timeout | undefined
  #outcome: HoldOutcome = { waited: 0, held_ms: 0, expired: false }

  constructor(clock: () => number) {
    this.#clock = clock
  }

  /** When it ends at the latest, milliseconds since the epoch; undefined while open. */
  get until(): number | undefined {
    return this.#until
  }

  /** How much longer it holds at most, milliseconds; 0 while open. */
  get leftMs(): number {
    return this.#until === undefined ? 0 : Math.max(0, this.#until - this.#clock())
  }

  get waiting(): number {
    return this.#waiting.size
  }

  /** Begins to hold, or holds on, for so many milliseconds at most. */
  begin(longestMs: number): void {
    clearTimeout(this.#timer)
    if (this.#until === undefined) this.#since = this.#clock()
    this.#until = this.#clock() + longestMs
    this.#timer = setTimeout(() => this.end(true), longestMs)
  }

  /** Lets all go on, in the order they came and a few at a time. Says what came of it, also where its time was over before. */
  end(expired = false): HoldOutcome {
    clearTimeout(this.#timer)
    if (this.#until === undefined) return this.#outcome
    this.#until = undefined
    const waited = [...this.#waiting]
    this.#waiting.clear()
    this.#outcome = { waited: waited.length, held_ms: this.#clock() - this.#since, expired }
    void letGo(waited)
    return this.#outcome
  }

  /**
   * Settles when the hold ends, or when the client is gone.
   *
   * @throws {Problem} HAND_OVER_CROWDED when too many wait already.
   */
  async wait(onGone: (gone: () => void) => void): Promise<void> {
    if (this.#waiting.size >= mostWaiting) throw new Problem('HAND_OVER_CROWDED', { headers: { 'retry-after': '1' } })
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.add(resolve)
    onGone(() => {
      this.#waiting.delete(resolve)
      resolve()
    })
    await promise
  }
}

/** A process that has just been opened is not met by everybody in the same moment. */
const atOnce = 32
const paceMs = 5

async function letGo(waited: readonly (() => void)[]): Promise<void> {
  for (let next = 0; next < waited.length; next += atOnce) {
    if (next > 0) await new Promise((resolve) => setTimeout(resolve, paceMs))
    for (const goOn of waited.slice(next, next + atOnce)) goOn()
  }
}
