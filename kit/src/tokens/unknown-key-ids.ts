/** Key ids that were asked for and not there, remembered for a while. Bounded: the oldest is forgotten first. */
export class UnknownKeyIds {
  readonly #until = new Map<string, number>()
  readonly #capacity: number
  readonly #forMs: number

  constructor(capacity: number, forMs: number) {
    this.#capacity = capacity
    this.#forMs = forMs
  }

  has(kid: string, now: number): boolean {
    const until = this.#until.get(kid)
    if (until === undefined) return false
    if (now < until) return true
    this.#until.delete(kid)
    return false
  }

  add(kid: string, now: number): void {
    this.#until.delete(kid)
    this.#until.set(kid, now + this.#forMs)
    if (this.#until.size > this.#capacity) this.#until.delete(this.#until.keys().next().value as string)
  }
}
