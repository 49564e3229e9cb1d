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
  /** In the order of their last change. */
  readonly #receipts = new Map<string, Receipt>()
  #inOrder: Receipt[] | undefined

  constructor(ticks: Ticks) {
    this.#ticks = ticks
  }

  set(roomNo: number, userNo: number, eventId: string): void {
    const key = `${roomNo} ${userNo}`
    this.#receipts.delete(key)
    this.#receipts.set(key, { roomNo, userNo, eventId, tick: this.#ticks.next() })
    this.#inOrder = undefined
  }

  /** Somebody stopped listening. */
  gone(userNo: number): void {
    for (const [key, receipt] of this.#receipts) if (receipt.userNo === userNo) this.#receipts.delete(key)
    this.#inOrder = undefined
  }

  /** Changes after a tick, oldest first. */
  changedAfter(tick: number): Receipt[] {
    this.#inOrder ??= [...this.#receipts.values()]
    const last = this.#inOrder.findLastIndex((receipt) => receipt.tick <= tick)
    return this.#inOrder.slice(last + 1)
  }
}
