import { setTimeout as sleep } from 'node:timers/promises'
import { RevocationFeed, type RevocationList } from '@bartab/kit'
import { Check } from 'typebox/value'
import { Pool } from 'undici'

export interface RevocationFollowerOptions {
  /** Origin of auth's internal listener. */
  origin: string
  list: Pick<RevocationList, 'apply'>
  /** How long auth may hold one question, milliseconds. Default 25 000. */
  holdMs?: number
  /** The longest pause before auth is asked again after a failure, milliseconds. Default 2000. */
  maxPauseMs?: number
  /** 0 to 1, for the jitter. */
  random: () => number
  /** Told of the first failure after a success. */
  onLost?: (error: unknown) => void
}

const firstPauseMs = 100
const graceMs = 5_000

/** Follows auth's feed of revocations with one held question after the other, for as long as the gateway runs. */
export class RevocationFollower {
  readonly #options: RevocationFollowerOptions
  readonly #pool: Pool
  readonly #stopped = new AbortController()
  #since: string | undefined
  #failures = 0
  #running: Promise<void> | undefined

  constructor(options: RevocationFollowerOptions) {
    this.#options = options
    this.#pool = new Pool(options.origin, { connections: 1, connect: { timeout: 3_000 } })
  }

  /** Whether the last question was answered. */
  get connected(): boolean {
    return this.#since !== undefined && this.#failures === 0
  }

  start(): void {
    this.#running ??= this.#follow()
  }

  async stop(): Promise<void> {
    this.#stopped.abort()
    await this.#running
    await this.#pool.destroy()
  }

  async #follow(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      try {
        await this.#ask()
        this.#failures = 0
      } catch (error) {
        if (this.#stopped.signal.aborted) return
        if (this.#failures === 0) this.#options.onLost?.(error)
        this.#failures += 1
        await this.#pause()
      }
    }
  }

  async #ask(): Promise<void> {
    // the first question is answered at once, with everything that still counts
    const holdMs = this.#since === undefined ? 0 : (this.#options.holdMs ?? 25_000)
    const query = new URLSearchParams({ timeout: String(holdMs) })
    if (this.#since !== undefined) query.set('since', this.#since)
    const answer = await this.#pool.request({
      path: `/revocations?${query}`,
      method: 'GET',
      signal: this.#stopped.signal,
      headersTimeout: holdMs + graceMs,
      bodyTimeout: graceMs,
    })
    const feed = await answer.body.json()
    if (answer.statusCode !== 200) throw new Error(`/revocations answered ${answer.statusCode}`)
    if (!Check(RevocationFeed, feed)) throw new Error('/revocations answered in an unknown form')
    this.#options.list.apply(feed)
    this.#since = feed.next
  }

  async #pause(): Promise<void> {
    const longest = Math.min(firstPauseMs * 2 ** Math.min(this.#failures, 10), this.#options.maxPauseMs ?? 2_000)
    const ms = longest * (0.5 + 0.5 * this.#options.random())
    await sleep(ms, undefined, { signal: this.#stopped.signal }).catch(() => {})
  }
}
