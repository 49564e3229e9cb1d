import type { RevocationFeed as Feed } from '@bartab/kit'
import type { Revocations } from './revocation.ts'

export interface RevocationFeedDeps {
  /** Different for each run of the process: a cursor of another run, or of a restored database, is not understood. */
  epoch: string
  clock: () => number
  revocations: Revocations
}

/** What was revoked, for verifiers that wait for it. */
export class RevocationFeed {
  readonly #deps: RevocationFeedDeps
  readonly #waiting = new Set<() => void>()
  #closed = false

  constructor(deps: RevocationFeedDeps) {
    this.#deps = deps
  }

  /** Wakes everybody who waits. They read when the transaction that is under way has ended. */
  announce(): void {
    for (const wake of this.#waiting) wake()
  }

  /** Answers those who wait, and those who ask from now on, at once. */
  close(): void {
    this.#closed = true
    this.announce()
  }

  /** What came after the cursor, or all that still matters when there is none; waits when that is nothing. */
  async poll(cursor: string | undefined, timeoutMs: number, signal: AbortSignal): Promise<Feed> {
    const since = this.#position(cursor)
    const now = this.#read(since ?? 0)
    if (since === undefined || now.revoked.length > 0) return now
    await this.#sleep(timeoutMs, signal)
    return this.#read(since)
  }

  #read(since: number): Feed {
    const { revoked, head } = this.#deps.revocations.after(since, this.#deps.clock())
    return { next: `${this.#deps.epoch}.${head}`, revoked }
  }

  #position(cursor: string | undefined): number | undefined {
    const [epoch, seq] = cursor?.split('.') ?? []
    return epoch === this.#deps.epoch && /^\d{1,15}$/.test(seq ?? '') ? Number(seq) : undefined
  }

  async #sleep(timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (this.#closed || signal.aborted) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, timeoutMs)
    this.#waiting.add(resolve)
    signal.addEventListener('abort', () => resolve(), { once: true })
    await promise
    clearTimeout(timer)
    this.#waiting.delete(resolve)
  }
}
