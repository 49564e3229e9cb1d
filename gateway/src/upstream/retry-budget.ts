const share = 0.1
const most = 20

/** Second attempts for at most a tenth of the requests, so that a service in trouble is not asked twice as much. */
export class RetryBudget {
  #saved = most

  /** A request came, and a tenth of a second attempt with it. */
  deposit(): void {
    this.#saved = Math.min(most, this.#saved + share)
  }

  /** Whether there is one more second attempt; if so it is spent. */
  spend(): boolean {
    if (this.#saved < 1) return false
    this.#saved -= 1
    return true
  }
}
