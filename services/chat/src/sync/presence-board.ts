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
  #inOrder: PresenceChange[] | undefined

  constructor(ticks: Ticks) {
    this.#ticks = ticks
  }

  /** True if others see a difference. */
  set(userNo: number, presence: Presence): boolean {
    const before = this.#people.get(userNo)?.presence
    if (before?.status === presence.status && before.message === presence.message) return false
    this.#people.delete(userNo)
    this.#people.set(userNo, { userNo, presence, tick: this.#ticks.next() })
    this.#inOrder = undefined
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
    this.#inOrder ??= [...this.#people.values()]
    const last = this.#inOrder.findLastIndex((change) => change.tick <= tick)
    return this.#inOrder.slice(last + 1)
  }
}
