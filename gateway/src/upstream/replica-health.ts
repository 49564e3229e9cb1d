/** What is known of a replica: it does its work; it answers, but says that it cannot; it does not answer. */
export type Health = 'ready' | 'unready' | 'away'

/** After so many requests in a row that ended without any answer a replica is asked at once, and one silence is enough. */
const failuresInARow = 5
/** So many questions in a row without any answer do too. */
const silencesInARow = 2
const restingMs = 2_000
const firstReturnMs = 200

/** The health of one replica, as its requests and the questions after its readiness tell it. */
export class ReplicaHealth {
  #state: Health = 'ready'
  #failures = 0
  #silences = 0

  get state(): Health {
    return this.#state
  }

  /** When to ask after it next: rarely while it is well, often just after it went away. Milliseconds. */
  get askAgainMs(): number {
    if (this.#state !== 'away') return restingMs
    return Math.min(restingMs, firstReturnMs * 2 ** Math.max(0, this.#silences - 1))
  }

  /** A request brought the beginning of an answer. */
  answered(): void {
    this.#failures = 0
    this.#silences = 0
  }

  /** A request ended without one. Says whether the replica should be asked at once whether it is there. */
  failed(): boolean {
    this.#failures += 1
    return this.#failures % failuresInARow === 0 && this.#state !== 'away'
  }

  /** A question after its readiness was answered, or was not. */
  asked(found: Health): void {
    this.#silences = found === 'away' ? this.#silences + 1 : 0
    const enough = this.#failures >= failuresInARow ? 1 : silencesInARow
    if (found === 'away' && this.#silences < enough) return
    if (found !== 'away') this.#failures = 0
    this.#state = found
  }
}
