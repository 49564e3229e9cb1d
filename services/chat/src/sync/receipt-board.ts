import { LatestChanges } from './latest-changes.ts'
import type { Ticks } from './ticks.ts'

export interface Receipt {
  roomNo: number
  userNo: number
  /** The last event that they have read. */
  eventId: string
  tick: number
}

/** How far those who are there have read: what others see of it. Nothing of it is kept. */
export class ReceiptBoard {
  readonly #ticks: Ticks
  readonly #receipts = new LatestChanges<string, Receipt>()

  constructor(ticks: Ticks) {
    this.#ticks = ticks
  }

  set(roomNo: number, userNo: number, eventId: string): void {
    this.#receipts.set(`${roomNo} ${userNo}`, { roomNo, userNo, eventId, tick: this.#ticks.next() })
  }

  /** Somebody stopped listening. */
  gone(userNo: number): void {
    this.#receipts.deleteWhere((receipt) => receipt.userNo === userNo)
  }

  /** Changes after a tick, oldest first. */
  changedAfter(tick: number): Receipt[] {
    return this.#receipts.after(tick)
  }
}
