import type { Presence } from '@bartab/sdk/schemas'
import { LatestChanges } from './latest-changes.ts'
import type { Ticks } from './ticks.ts'

export interface PresenceChange {
  userNo: number
  presence: Presence
  tick: number
}

/** Who is there, and what they say about it. */
export class PresenceBoard {
  readonly #ticks: Ticks
  readonly #people = new LatestChanges<number, PresenceChange>()

  constructor(ticks: Ticks) {
    this.#ticks = ticks
  }

  /** True if others see a difference. */
  set(userNo: number, presence: Presence): boolean {
    const before = this.#people.get(userNo)?.presence
    if (before?.status === presence.status && before.message === presence.message) return false
    this.#people.set(userNo, { userNo, presence, tick: this.#ticks.next() })
    return true
  }

  /** Somebody stopped listening. */
  gone(userNo: number): boolean {
    const before = this.#people.get(userNo)?.presence
    return before !== undefined && this.set(userNo, { ...before, status: 'offline' })
  }

  /** Somebody came, and has not said otherwise. */
  came(userNo: number): boolean {
    const before = this.#people.get(userNo)?.presence
    return (before === undefined || before.status === 'offline') && this.set(userNo, { ...before, status: 'online' })
  }

  /** Changes after a tick, oldest first. */
  changedAfter(tick: number): PresenceChange[] {
    return this.#people.after(tick)
  }
}
