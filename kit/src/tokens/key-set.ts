import { Problem } from '@bartab/sdk/problems'
import type { CryptoKey } from 'jose'
import type { Clock } from '../clock.ts'
import { type FetchKeys, httpKeys, readKeys } from './jwks.ts'
import { UnknownKeyIds } from './unknown-key-ids.ts'

/** What a verifier holds, as `GET /keys` on the internal listener shows it. */
export interface HeldKeys {
  keys: { kid: string }[]
  /** When they were last fetched, milliseconds since the epoch; null before the first time. */
  fetched_ts: number | null
}

/** Where a verifier finds the public key that a token names. */
export interface KeySource {
  /**
   * The key, or undefined when it is certain that there is none of that id.
   *
   * @throws {Problem} KEYS_UNAVAILABLE when that cannot be told.
   */
  key(kid: string): Promise<CryptoKey | undefined>
  /** Whether the key is held and may be relied on at this moment. */
  holds(kid: string): boolean
}

export interface KeySetOptions {
  /** Where the JWKS document is: an address, or a function that has it. */
  source: string | FetchKeys
  clock: Clock
  /** Background refresh, milliseconds, give or take a tenth. Default 30 000. */
  refreshMs?: number
  /** How long keys are relied on when no refresh succeeds, milliseconds. Default 24 hours. */
  staleMs?: number
  /** At most one fetch starts in this window, whatever is asked, milliseconds. Default 1000. */
  windowMs?: number
  /** The same before the first success: a stack starts in one go, milliseconds. Default 150. */
  firstWindowMs?: number
  /** How long a key id that was not there is refused without asking again, milliseconds. Default 10 000. */
  unknownMs?: number
  /** One fetch may take this long, milliseconds. Default 5000. */
  timeoutMs?: number
  /** 0 to 1, for the jitter. Default Math.random. */
  random?: () => number
  /** Told of each failed fetch. */
  onError?: (error: unknown) => void
}

/**
 * The public keys that tokens are verified with, fetched from a JWKS document and kept fresh in the background.
 *
 * An id that is not held waits for the next fetch (they share it, and one starts in each window), so that a flood of
 * invented ids costs one fetch a window, while a key published a moment ago is accepted within that window. When the
 * source is down, the last keys are relied on up to a ceiling.
 */
export class KeySet implements KeySource {
  readonly #clock: Clock
  readonly #fetchKeys: FetchKeys
  readonly #options: Required<Omit<KeySetOptions, 'source' | 'clock'>>
  readonly #unknown: UnknownKeyIds
  #keys = new Map<string, CryptoKey>()
  #fetchedAt: number | undefined
  #startedAt = Number.NEGATIVE_INFINITY
  #next: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #running = false
  #fetching = false

  constructor({ source, clock, ...options }: KeySetOptions) {
    this.#clock = clock
    this.#fetchKeys = typeof source === 'string' ? httpKeys(source) : source
    this.#options = { ...defaults, ...options }
    this.#unknown = new UnknownKeyIds(1_000, this.#options.unknownMs)
  }

  /** Fetches for the first time and begins the background refresh. Never fails: without keys, `key()` says so. */
  async start(): Promise<void> {
    this.#running = true
    await this.refresh().catch(() => {})
    this.#schedule()
  }

  stop(): void {
    this.#running = false
    clearTimeout(this.#timer)
  }

  async key(kid: string): Promise<CryptoKey | undefined> {
    if (this.holds(kid)) return this.#keys.get(kid)
    if (this.#fresh() && this.#unknown.has(kid, this.#clock())) return undefined
    const underWay = this.#fetching
    await this.#refreshOrSay()
    // a fetch that had begun before may have missed what was published since
    if (underWay && !this.#keys.has(kid)) await this.#refreshOrSay()
    if (!this.#keys.has(kid)) this.#unknown.add(kid, this.#clock())
    return this.#keys.get(kid)
  }

  holds(kid: string): boolean {
    return this.#fresh() && this.#keys.has(kid)
  }

  held(): HeldKeys {
    return { keys: [...this.#keys.keys()].map((kid) => ({ kid })), fetched_ts: this.#fetchedAt ?? null }
  }

  /** Fetches now, or joins the fetch that the window allows next. */
  refresh(): Promise<void> {
    this.#next ??= this.#fetchInWindow().finally(() => {
      this.#next = undefined
    })
    return this.#next
  }

  async #refreshOrSay(): Promise<void> {
    try {
      await this.refresh()
    } catch (cause) {
      throw new Problem('KEYS_UNAVAILABLE', { headers: { 'retry-after': '2' }, cause })
    }
  }

  #fresh(): boolean {
    return this.#fetchedAt !== undefined && this.#clock() - this.#fetchedAt <= this.#options.staleMs
  }

  async #fetchInWindow(): Promise<void> {
    await this.#waitForWindow()
    this.#startedAt = this.#clock()
    this.#fetching = true
    try {
      this.#keys = await readKeys(await this.#fetchKeys(AbortSignal.timeout(this.#options.timeoutMs)))
      this.#fetchedAt = this.#clock()
    } catch (error) {
      this.#options.onError(error)
      throw error
    } finally {
      this.#fetching = false
    }
  }

  /** Without any key nobody can be let in: then every window counts. */
  #pauseMs(): number {
    const { refreshMs, windowMs } = this.#options
    if (this.#fetchedAt === undefined) return 0
    const healthy = this.#fetchedAt >= this.#startedAt
    return healthy ? refreshMs : Math.min(refreshMs, windowMs * 5)
  }

  async #waitForWindow(): Promise<void> {
    const window = this.#fetchedAt === undefined ? this.#options.firstWindowMs : this.#options.windowMs
    const wait = this.#startedAt + window - this.#clock()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, Math.min(wait, window)))
  }

  #schedule(): void {
    if (!this.#running) return
    const pause = this.#pauseMs() * (0.9 + 0.2 * this.#options.random())
    this.#timer = setTimeout(
      () =>
        void this.refresh()
          .catch(() => {})
          .finally(() => this.#schedule()),
      pause,
    )
    this.#timer.unref()
  }
}

const defaults = {
  refreshMs: 30_000,
  staleMs: 24 * 60 * 60_000,
  windowMs: 1_000,
  firstWindowMs: 150,
  unknownMs: 10_000,
  timeoutMs: 5_000,
  random: Math.random,
  onError: () => {},
}
