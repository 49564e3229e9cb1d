import { Problem } from '@bartab/sdk/problems'

export interface AllowanceOptions {
  /** Bytes that one person may hold; 0: no limit. */
  perPerson: number
  /** Bytes that all together may hold; 0: no limit. */
  together: number
  /** Bytes that a person holds by what is stored. */
  heldBy(personId: string): number
  heldByAll(): number
}

/**
 * How much may be uploaded. Content that is stored already counts like any other, or its counting would tell that it
 * was there. Bytes on their way are reserved, so that many uploads at once do not slip through together.
 */
export class Allowance {
  readonly #options: AllowanceOptions
  readonly #reserved = new Map<string, number>()
  #reservedByAll = 0

  constructor(options: AllowanceOptions) {
    this.#options = options
  }

  /**
   * Sets bytes aside for one upload until it is disposed of.
   *
   * @throws {Problem} QUOTA_REACHED for the person, STORAGE_QUOTA_REACHED for the server.
   */
  reserve(personId: string, bytes: number): Reservation {
    this.#refuseBeyond(personId, bytes)
    this.#add(personId, bytes)
    return new Reservation(bytes, (change) => {
      if (change > 0) this.#refuseBeyond(personId, change)
      this.#add(personId, change)
    })
  }

  #refuseBeyond(personId: string, bytes: number): void {
    const { perPerson, together, heldBy, heldByAll } = this.#options
    const own = heldBy(personId) + (this.#reserved.get(personId) ?? 0)
    if (perPerson > 0 && own + bytes > perPerson)
      throw new Problem('QUOTA_REACHED', { detail: `${own} of ${perPerson} bytes are taken; this takes ${bytes}.` })
    if (together > 0 && heldByAll() + this.#reservedByAll + bytes > together) throw new Problem('STORAGE_QUOTA_REACHED')
  }

  #add(personId: string, bytes: number): void {
    const sum = (this.#reserved.get(personId) ?? 0) + bytes
    if (sum === 0) this.#reserved.delete(personId)
    else this.#reserved.set(personId, sum)
    this.#reservedByAll += bytes
  }
}

/** Bytes set aside for an upload that is under way. */
export class Reservation implements Disposable {
  #bytes: number
  readonly #change: (bytes: number) => void

  constructor(bytes: number, change: (bytes: number) => void) {
    this.#bytes = bytes
    this.#change = change
  }

  /** The true size, once it is known. @throws {Problem} as `reserve` does, when it is larger and does not fit. */
  settle(bytes: number): void {
    this.#change(bytes - this.#bytes)
    this.#bytes = bytes
  }

  [Symbol.dispose](): void {
    this.#change(-this.#bytes)
    this.#bytes = 0
  }
}
