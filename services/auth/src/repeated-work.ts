export interface RepeatedWorkOptions {
  work: () => Promise<void> | void
  /** Milliseconds between two runs. */
  everyMs: number
  onError: (error: unknown) => void
}

/** Work that is done now and then, one run at a time, and at once when somebody asks for it. */
export class RepeatedWork {
  readonly #options: RepeatedWorkOptions
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #again = false
  #stopped = false

  constructor(options: RepeatedWorkOptions) {
    this.#options = options
  }

  /** Runs it now, or once more when it is running. */
  wake(): void {
    if (this.#stopped) return
    if (this.#running) {
      this.#again = true
      return
    }
    clearTimeout(this.#timer)
    this.#running = this.#run()
  }

  /** Settles when the run that is under way has ended; there will be no other. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#running
  }

  async #run(): Promise<void> {
    do {
      this.#again = false
      await this.#once()
    } while (this.#again && !this.#stopped)
    this.#running = undefined
    if (this.#stopped) return
    this.#timer = setTimeout(() => this.wake(), this.#options.everyMs)
    this.#timer.unref()
  }

  async #once(): Promise<void> {
    try {
      await this.#options.work()
    } catch (error) {
      this.#options.onError(error)
    }
  }
}
