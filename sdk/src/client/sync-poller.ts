import { Problem } from '../problems/index.ts'
import type { SyncAnswer } from '../schemas/index.ts'
import { isPassing, restMs } from './insist.ts'
import type { Surroundings } from './surroundings.ts'
import type { Poll, SyncOptions } from './sync-loop.ts'
import { SyncPace } from './sync-pace.ts'

/** A held request is given up this long after the server should have answered it. */
const graceMs = 15_000

/** Asks again and again, never faster than its pace, and rests after failures. */
export class Poller {
  since: string | undefined
  readonly #poll: Poll
  readonly #around: Surroundings
  readonly #options: SyncOptions
  readonly #stop: AbortSignal
  readonly #pace = new SyncPace()

  constructor(poll: Poll, around: Surroundings, options: SyncOptions, stop: AbortSignal) {
    this.#poll = poll
    this.#around = around
    this.#options = options
    this.#stop = stop
  }

  /** The next answer, however many attempts it takes. Rejects when stopped, or when trying again cannot help. */
  async next(): Promise<SyncAnswer> {
    await this.#wait(this.#pace.waitMs(this.#around.clock()))
    for (let failures = 1; ; failures++) {
      try {
        // After a failure the first answer is not held: whoever shows the connection learns at once that it is back.
        return await this.#ask(failures === 1 ? (this.#options.timeoutMs ?? 30_000) : 0)
      } catch (error) {
        this.#stop.throwIfAborted()
        if (isLostPosition(error, this.since)) this.since = undefined
        else if (!isPassing(error)) throw error
        await this.#rest(error, failures)
      }
    }
  }

  async #ask(timeout: number): Promise<SyncAnswer> {
    const filter = this.#options.filter && JSON.stringify(this.#options.filter)
    const started = this.#around.clock()
    const signal = AbortSignal.any([this.#stop, AbortSignal.timeout(timeout + graceMs)])
    const answer = await this.#poll({ since: this.since, timeout, filter }, signal)
    this.#pace.note(answer, this.since, started, this.#around.clock())
    const fresh = this.since === undefined
    this.since = answer.next_batch
    return fresh ? { ...answer, rebase: true } : answer
  }

  async #rest(error: Problem, failures: number): Promise<void> {
    const wait = restMs(error, failures, this.#around)
    this.#options.onError?.(error, wait)
    await this.#wait(wait)
  }

  async #wait(ms: number): Promise<void> {
    if (ms > 0) await this.#around.sleep(ms, this.#stop)
  }
}

function isLostPosition(error: unknown, since: string | undefined): error is Problem {
  return error instanceof Problem && error.status === 400 && since !== undefined
}
