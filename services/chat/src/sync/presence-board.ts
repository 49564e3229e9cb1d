import type { Presence } from '@bartab/sdk/schemas'
import type { Ticks } from './ticks.ts'

export interface PresenceChange {
  userNo: number
  presence: Presence
  tick: number
}

/** Who is there, and what they say about it. */
export class PresenceBoard {
  readonly #ticks: Ticks
  /** In the order of their last change. */
  readonly #people = new Map<number, PresenceChange>()

  constructor(ticks: Ticks) {
    this.#ticks = ticks
  }

  /** True if others see a difference. */
  set(userNo: number, presence: Presence): boolean {
    const before = this.#people.get(userNo)?.presence
    if (before?.status === presence.status && before.message === presence.message) return false
    this.#people.delete(userNo)
    this.#people.set(userNo, { userNo, presence, tick: this.#ticks.next() })
    return true
  }

  /** Somebody stopped listening. */
  gone(userNo: number): boolean {
    return this.#people.has(userNo) && this.set(userNo, { ...this.#people.get(userNo)?.presence, status: 'offline' })
  }

  /** Somebody came, and has not said otherwise. */
  came(userNo: number): boolean {
    const before = this.#people.get(userNo)?.presence
    return (before === undefined || before.status === 'offline') && this.set(userNo, { ...before, status: 'online' })
  }

  /** Changes after a tick, oldest first. */
  changedAfter(tick: number): PresenceChange[] {
    return [...this.#people.values()].filter((change) => change.tick > tick)
  }
}
