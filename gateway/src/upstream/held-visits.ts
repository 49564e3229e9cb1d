import type { Visit } from './visit.ts'

interface HeldVisit {
  readonly id: number
  readonly visit: Visit
  /** When something must have come of it, milliseconds since the epoch. */
  until: number
}

/** Visits that wait for an answer over a channel, by the numbers that they have there. */
export class HeldVisits {
  readonly #byId = new Map<number, HeldVisit>()
  readonly #byVisit = new Map<Visit, HeldVisit>()
  #count = 0

  get size(): number {
    return this.#byId.size
  }

  /** @returns its number. */
  add(visit: Visit, until: number): number {
    this.#count += 1
    const held = { id: this.#count, visit, until }
    this.#byId.set(held.id, held)
    this.#byVisit.set(visit, held)
    return held.id
  }

  find(id: number): HeldVisit | undefined {
    return this.#byId.get(id)
  }

  idOf(visit: Visit): number | undefined {
    return this.#byVisit.get(visit)?.id
  }

  forget(visit: Visit): void {
    const held = this.#byVisit.get(visit)
    this.#byVisit.delete(visit)
    if (held !== undefined) this.#byId.delete(held.id)
  }

  /** Those whose time is over. */
  late(now: number): HeldVisit[] {
    return [...this.#byId.values()].filter(({ until }) => until <= now)
  }

  takeAll(): Visit[] {
    const visits = [...this.#byVisit.keys()]
    this.#byVisit.clear()
    this.#byId.clear()
    return visits
  }
}
