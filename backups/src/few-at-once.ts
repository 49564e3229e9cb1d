/** A few things that go on beside each other, each under a name: the next begins once there is room for it. */
export class FewAtOnce {
  readonly #most: number
  readonly #running = new Map<string, Promise<void>>()
  #failure: { error: unknown } | undefined

  constructor(most: number) {
    this.#most = most
  }

  /** Waits for what goes on under a name. */
  async ended(name: string): Promise<void> {
    await this.#running.get(name)
  }

  /** Resolves once it has begun. @throws what an earlier one failed with */
  async begin(name: string, act: () => Promise<void>): Promise<void> {
    while (this.#running.size >= this.#most) await Promise.race(this.#running.values())
    this.#throwFailure()
    const running = act()
      .catch((error: unknown) => {
        this.#failure ??= { error }
      })
      .finally(() => this.#running.delete(name))
    this.#running.set(name, running)
  }

  /** Waits for all that have begun. @throws what the first of them failed with */
  async end(): Promise<void> {
    await Promise.all(this.#running.values())
    this.#throwFailure()
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error
  }
}
