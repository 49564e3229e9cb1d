import { backoffMs } from '../client/backoff.ts'
import type { UpdatesApi } from '../client/index.ts'
import { insist, type OnFailure } from '../client/insist.ts'
import type { Surroundings } from '../client/surroundings.ts'
import { Problem } from '../problems/index.ts'
import type { Update, UpdateBatch } from '../schemas/index.ts'

export interface UpdateFeedOptions {
  updates: Pick<UpdatesApi, 'take' | 'acknowledge' | 'giveBack'>
  around: Surroundings
  /** Updates in hand at most; no more are fetched until some are done. */
  most: number
  onFailure: OnFailure
  /** Called after each answer, before what it holds is handed on. */
  onAnswer: () => Promise<void>
}

/** How long the server may hold a call, and how long an update is the bot's. Milliseconds; each call renews the leases. */
const [pollMs, leaseMs, graceMs] = [30_000, 60_000, 15_000]
/** An answer that comes sooner than this was not held. */
const quickMs = 1000
const stallBackoff = { firstMs: 200, ceilingMs: 5000 }

/**
 * What a bot has to do, from the position that the server holds for it. An update is in hand until its acknowledgement
 * has arrived; what was in hand when a bot died, or in an answer that got lost, comes again at once.
 */
export class UpdateFeed {
  readonly #options: UpdateFeedOptions
  readonly #held = new Set<number>()
  readonly #done: number[] = []
  #telling: Promise<void> | undefined
  #roomy = Promise.withResolvers<void>()
  #stalls = 0
  /** When the server last answered. */
  heardTs: number | undefined

  constructor(options: UpdateFeedOptions) {
    this.#options = options
  }

  /** Updates in hand. */
  get held(): number {
    return this.#held.size
  }

  /** What to do next, for as long as it is asked. Ends when stopped. @throws {Problem} where asking again cannot help */
  async *read(stop: AbortSignal): AsyncGenerator<Update> {
    const { around, onFailure } = this.#options
    while (!stop.aborted) {
      await this.#room(stop)
      const batch = await insist(() => this.#take(stop), around, stop, onFailure)
      await this.#options.onAnswer()
      const fresh = batch.updates.filter(({ seq }) => !this.#held.has(seq))
      for (const { seq } of fresh) this.#held.add(seq)
      yield* fresh
    }
  }

  /** The update is done. Those that are done while an acknowledgement is under way share the next one. */
  done(seq: number): Promise<void> {
    this.#done.push(seq)
    this.#telling ??= this.#tell().finally(() => {
      this.#telling = undefined
    })
    return this.#telling
  }

  /** The update could not be handled: it comes again, or goes to the dead letters. */
  async failed(seq: number, reason: string): Promise<void> {
    await this.#options.updates.giveBack(seq, reason).catch(() => undefined)
    this.#release([seq])
  }

  async #take(stop: AbortSignal): Promise<UpdateBatch> {
    const { updates, around, most } = this.#options
    if (this.#stalls > 0) await around.sleep(backoffMs(stallBackoff, this.#stalls, around.random()), stop)
    const limit = Math.min(100, most - this.#held.size)
    const query = { limit, timeout: pollMs, lease_ms: leaseMs, held: [...this.#held].join(',') }
    const started = around.clock()
    const batch = await updates.take(query, AbortSignal.any([stop, AbortSignal.timeout(pollMs + graceMs)]))
    this.heardTs = around.clock()
    this.#stalls = batch.updates.length === 0 && this.heardTs - started < quickMs ? this.#stalls + 1 : 0
    return batch
  }

  async #tell(): Promise<void> {
    while (this.#done.length > 0) {
      const seqs = this.#done.splice(0, 500)
      await this.#options.updates.acknowledge(...seqs).catch(refuseOthers)
      this.#release(seqs)
    }
  }

  #release(seqs: readonly number[]): void {
    for (const seq of seqs) this.#held.delete(seq)
    this.#roomy.resolve()
  }

  async #room(stop: AbortSignal): Promise<void> {
    while (this.#held.size >= this.#options.most && !stop.aborted) {
      this.#roomy = Promise.withResolvers()
      const aborted = Promise.withResolvers<void>()
      const end = () => aborted.resolve()
      stop.addEventListener('abort', end, { once: true })
      await Promise.race([this.#roomy.promise, aborted.promise])
      stop.removeEventListener('abort', end)
    }
  }
}

/** An acknowledgement that does not arrive is no harm: the update comes again, and its effects count once. */
function refuseOthers(error: unknown): void {
  if (!(error instanceof Problem)) throw error
}
