import { Problem } from '@bartab/sdk/problems'

/** Messages that one incoming webhook may send at once, and how many more each second. */
export const hookPace = { burst: 30, perSecond: 2 }

interface Bucket {
  left: number
  atTs: number
}

/** Keeps an incoming webhook, whose address may have got about, from flooding its room. Starts anew with the process. */
export class HookPace {
  readonly #buckets = new Map<string, Bucket>()

  /**
   * Counts one message.
   *
   * @throws {Problem} RATE_LIMITED with `retry-after`
   */
  take(webhookId: string, now: number): void {
    const left = this.#left(webhookId, now)
    if (left < 1) {
      const seconds = String(Math.ceil((1 - left) / hookPace.perSecond))
      throw new Problem('RATE_LIMITED', { headers: { 'retry-after': seconds } })
    }
    // those that were used last stand last; the others are full again or nearly so
    this.#buckets.delete(webhookId)
    this.#buckets.set(webhookId, { left: left - 1, atTs: now })
    if (this.#buckets.size > mostRemembered) this.#buckets.delete(this.#buckets.keys().next().value ?? '')
  }

  #left(webhookId: string, now: number): number {
    const { left, atTs } = this.#buckets.get(webhookId) ?? { left: hookPace.burst, atTs: now }
    return Math.min(hookPace.burst, left + (Math.max(0, now - atTs) / 1000) * hookPace.perSecond)
  }
}

const mostRemembered = 10_000
