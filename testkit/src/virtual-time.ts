interface Sleeper {
  dueTs: number
  wake: () => void
}

/** Time that passes only when it is told to. */
export class VirtualTime {
  now: number
  readonly #sleepers: Sleeper[] = []

  /** @param now milliseconds since the epoch */
  constructor(now: number) {
    this.now = now
  }

  readonly clock = (): number => this.now

  /** Waits, and rejects with the signal's reason once it is aborted. */
  readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
    if (signal?.aborted) return Promise.reject(signal.reason)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const sleeper = { dueTs: this.now + Math.max(0, ms), wake: resolve }
    this.#sleepers.push(sleeper)
    const leave = () => {
      this.#sleepers.splice(this.#sleepers.indexOf(sleeper), 1)
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', leave, { once: true })
    return promise.finally(() => signal?.removeEventListener('abort', leave))
  }

  /** When somebody wakes next. */
  get nextTs(): number {
    return this.#sleepers.reduce((least, { dueTs }) => Math.min(least, dueTs), Infinity)
  }

  /** Goes to the next sleeper's time and wakes that one: the first of those who fell asleep for it. */
  wakeNext(): void {
    const dueTs = this.nextTs
    const index = this.#sleepers.findIndex((sleeper) => sleeper.dueTs === dueTs)
    const [sleeper] = this.#sleepers.splice(index, 1)
    this.now = Math.max(this.now, dueTs)
    sleeper?.wake()
  }
}
