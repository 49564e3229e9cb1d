import type { SyncAnswer } from '../schemas/index.ts'
import { backoffMs } from './backoff.ts'

/** The least time from one answer to the next request; what arrives meanwhile comes in one answer. */
const gapMs = 50
/** An answer that comes sooner than this was not held. */
const quickMs = 1000
const stallBackoff = { firstMs: 200, ceilingMs: 5000 }

/**
 * Keeps a loop of polls from spinning, whatever the server answers: a short gap after each answer, and a growing one
 * where the server keeps answering at once with nothing new.
 */
export class SyncPace {
  #stalls = 0
  #answered: number | undefined

  /** Takes in an answer to a request that was sent at `started` with position `since`. */
  note(answer: SyncAnswer, since: string | undefined, started: number, now: number): void {
    const stalled = now - started < quickMs && (answer.next_batch === since || isEmpty(answer))
    this.#stalls = stalled ? this.#stalls + 1 : 0
    this.#answered = now
  }

  /** How long to wait before the next request. Milliseconds. */
  waitMs(now: number): number {
    if (this.#answered === undefined) return 0
    const gap = this.#stalls === 0 ? gapMs : backoffMs(stallBackoff, this.#stalls, 1)
    return Math.max(0, this.#answered + gap - now)
  }
}

function isEmpty({ events, rooms, left, typing, presence, receipts }: SyncAnswer): boolean {
  return (
    events.length === 0 &&
    [rooms, left, typing, presence, receipts].every((part) => Object.keys(part ?? {}).length === 0)
  )
}
