import { setTimeout as sleep } from 'node:timers/promises'
import type { Static, TObject, TString } from '@bartab/sdk/type'
import { matches } from '../schema/matches.ts'
import { boundedJson } from './bounded-json.ts'

export interface FeedFollowerOptions<Feed> {
  /** The feed's address, or a function that knows it at the moment; `since` and `timeout` are added to it. */
  url: string | (() => string)
  /** Takes an answer in. False when there was nothing in it. */
  apply: (feed: Feed) => boolean
  /** How long one poll may be held, milliseconds. Default 25 000. */
  holdMs?: number
  /** 0 to 1, for the jitter between attempts. Default Math.random. */
  random?: () => number
  /** Told of the first failed poll after a success. */
  onLost?: (error: unknown) => void
}

const maxFeedBytes = 8 * 1024 * 1024
const firstPauseMs = 250
const longestPauseMs = 2_000
/** A stack starts in one go: whoever is to be heard is about to be there. */
const firstHearingMs = 150
const idlePauseMs = 50

/** Long polls a feed of another server, `GET ?since&timeout` -> `{ next, … }`, for as long as this one lives. */
export class FeedFollower<Schema extends TObject<{ next: TString }>> {
  readonly #schema: Schema
  readonly #options: Required<FeedFollowerOptions<Static<Schema>>>
  readonly #stop = new AbortController()
  #since: string | undefined
  #failures = 0
  #running: Promise<void> | undefined

  constructor(schema: Schema, options: FeedFollowerOptions<Static<Schema>>) {
    this.#schema = schema
    this.#options = { holdMs: 25_000, random: Math.random, onLost: () => {}, ...options }
  }

  /** Whether the feed has been heard at all: until then, what it told before this start is not known. */
  get heard(): boolean {
    return this.#since !== undefined
  }

  /** Whether the last poll was answered. */
  get connected(): boolean {
    return this.heard && this.#failures === 0
  }

  start(): void {
    this.#running ??= this.#follow()
  }

  /** Ends the poll that is held; settles when it has ended. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#running
  }

  async #follow(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const pauseMs = await this.#poll()
      if (pauseMs > 0) await sleep(pauseMs, undefined, { signal: this.#stop.signal, ref: false }).catch(() => {})
    }
  }

  /** One poll; the milliseconds to wait before the next. */
  async #poll(): Promise<number> {
    try {
      const feed = await this.#ask()
      const isNews = this.#options.apply(feed)
      this.#failures = 0
      this.#since = (feed as { next: string }).next
      // a feed that answers at once with nothing must not make us spin
      return isNews ? 0 : idlePauseMs
    } catch (error) {
      if (this.#stop.signal.aborted) return 0
      if (this.#failures === 0) this.#options.onLost(error)
      return this.#pauseAfterFailure()
    }
  }

  async #ask(): Promise<Static<Schema>> {
    const url = typeof this.#options.url === 'string' ? this.#options.url : this.#options.url()
    // the first question is answered at once, with everything that still counts
    const holdMs = this.#since === undefined ? 0 : this.#options.holdMs
    const query = new URLSearchParams({ timeout: String(holdMs) })
    if (this.#since !== undefined) query.set('since', this.#since)
    const patience = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(holdMs + 10_000)])
    const feed = await boundedJson(`${url}?${query}`, maxFeedBytes, patience)
    if (!matches(this.#schema, feed)) throw new Error(`${url} did not answer in the form of its feed`)
    return feed
  }

  #pauseAfterFailure(): number {
    const pause = pauseMs(this.#failures, this.heard)
    this.#failures = Math.min(this.#failures + 1, 10)
    return pause * (0.5 + 0.5 * this.#options.random())
  }
}

/** How long to wait at the most after so many failures in a row: longer each time, once the feed has been heard. */
export function pauseMs(failures: number, heard: boolean): number {
  return heard ? Math.min(longestPauseMs, firstPauseMs * 2 ** failures) : firstHearingMs
}
