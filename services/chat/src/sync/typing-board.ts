import type { Ticks } from './ticks.ts'

interface RoomTyping {
  until: Map<number, number>
  tick: number
}

/** Who is typing where, at this moment. */
export class TypingBoard {
  readonly #ticks: Ticks
  readonly #rooms = new Map<number, RoomTyping>()

  constructor(ticks: Ticks) {
    this.#ticks = ticks
  }

  /** True if others see a difference. */
  start(roomNo: number, userNo: number, untilTs: number): boolean {
    const room = this.#rooms.get(roomNo) ?? { until: new Map<number, number>(), tick: 0 }
    this.#rooms.set(roomNo, room)
    const isNew = !room.until.has(userNo)
    room.until.set(userNo, untilTs)
    if (isNew) room.tick = this.#ticks.next()
    return isNew
  }

  /** True if others see a difference. */
  stop(roomNo: number, userNo: number): boolean {
    const room = this.#rooms.get(roomNo)
    if (room?.until.delete(userNo) !== true) return false
    room.tick = this.#ticks.next()
    return true
  }

  /** Ends what ran out, and says in which rooms. A room where nobody typed for a while is forgotten. */
  expire(now: number): number[] {
    const changed: number[] = []
    for (const [roomNo, { until }] of this.#rooms) {
      const over = [...until].filter(([, ends]) => ends <= now).map(([userNo]) => userNo)
      for (const userNo of over) this.stop(roomNo, userNo)
      if (over.length > 0) changed.push(roomNo)
    }
    return changed
  }

  /** Who types, in each room where that changed after a tick. */
  *roomsChangedAfter(tick: number): Generator<[roomNo: number, people: number[]]> {
    for (const [roomNo, room] of this.#rooms) if (room.tick > tick) yield [roomNo, [...room.until.keys()]]
  }
}
