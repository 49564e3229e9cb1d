export interface RoundsOptions {
  rounds: number
  /** No round begins after this. */
  mostSeconds: number
  say: (line: string) => void
}

/** Rounds of one part of the bench: as many as are wanted, or as the time allows, and at least one. */
export class Rounds {
  readonly #options: RoundsOptions
  #done = 0

  constructor(options: RoundsOptions) {
    this.#options = options
  }

  get done(): number {
    return this.#done
  }

  /** Calls `round` again and again; it answers with what is worth saying of it so far. */
  async run(name: string, round: () => Promise<string>): Promise<void> {
    const { rounds, mostSeconds, say } = this.#options
    const began = performance.now()
    const spent = () => (performance.now() - began) / 1_000
    while (this.#done < rounds) {
      const slowest = this.#done === 0 ? 0 : spent() / this.#done
      if (this.#done > 0 && spent() + slowest > mostSeconds) {
        say(`${name}: ${this.#done} of ${rounds} rounds, since ${mostSeconds} s are over`)
        return
      }
      const seen = await round()
      this.#done += 1
      say(`${name}, round ${this.#done} of ${rounds}, ${Math.round(spent())} s: ${seen}`)
    }
  }
}
