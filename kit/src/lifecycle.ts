export type LifecycleState = 'starting' | 'ready' | 'draining' | 'closed'
export type LifecycleHook = () => Promise<unknown> | unknown

/**
 * The life of a server process: starting -> ready -> draining -> closed.
 * `stop()` turns readiness off at once, leaves new connections to a successor where there is one (`onLeave`), then ends
 * idle polls (`onDrain`), then closes the listeners while requests in flight finish (`onListenersClose`), then closes
 * what they used (`onClose`, the last one added first).
 */
export class Lifecycle {
  #state: LifecycleState = 'starting'
  #stopped: Promise<void> | undefined
  readonly #leave: LifecycleHook[] = []
  readonly #drain: LifecycleHook[] = []
  readonly #listeners: LifecycleHook[] = []
  readonly #close: LifecycleHook[] = []

  get state(): LifecycleState {
    return this.#state
  }

  /** Runs before anybody is sent away: who comes back at once is to find somebody else there. */
  onLeave(hook: LifecycleHook): void {
    this.#leave.push(hook)
  }

  /** Runs when the server begins to drain: answer held polls now, take no new work. */
  onDrain(hook: LifecycleHook): void {
    this.#drain.push(hook)
  }

  /** Closes a listener and settles when its requests have finished. `runServer` adds its own. */
  onListenersClose(hook: LifecycleHook): void {
    this.#listeners.push(hook)
  }

  /** Runs when no request is left: close the store, stop timers. */
  onClose(hook: LifecycleHook): void {
    this.#close.push(hook)
  }

  markReady(): void {
    if (this.#state === 'starting') this.#state = 'ready'
  }

  /**
   * Stops once, however often it is called. Every hook runs, whatever the others do.
   *
   * @throws {AggregateError} afterwards, when hooks failed.
   */
  stop(): Promise<void> {
    this.#stopped ??= this.#run()
    return this.#stopped
  }

  async #run(): Promise<void> {
    this.#state = 'draining'
    const failures = await settle(this.#leave)
    for (const hooks of [this.#drain, this.#listeners]) failures.push(...(await settle(hooks)))
    for (const hook of this.#close.toReversed()) failures.push(...(await settle([hook])))
    this.#state = 'closed'
    if (failures.length > 0) throw new AggregateError(failures, 'the server did not stop cleanly')
  }
}

async function settle(hooks: readonly LifecycleHook[]): Promise<unknown[]> {
  const results = await Promise.allSettled(hooks.map(async (hook) => hook()))
  return results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
}
