/** Runs work for a key once, however many ask for it meanwhile; all get the same answer or the same failure. */
export class SingleFlight<T> {
  readonly #flights = new Map<string, Promise<T>>()

  run(key: string, work: () => Promise<T>): Promise<T> {
    const under = this.#flights.get(key)
    if (under !== undefined) return under
    const flight = work().finally(() => this.#flights.delete(key))
    this.#flights.set(key, flight)
    return flight
  }
}
