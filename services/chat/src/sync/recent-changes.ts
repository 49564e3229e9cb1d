import type { EventRow } from '../store/event-table.ts'

/** What happened after a position: in which rooms, and about whose membership. */
export interface Changes {
  rooms: ReadonlySet<number>
  people: ReadonlySet<number>
}

interface Change {
  seq: number
  roomNo: number
  subjectNo: number | undefined
}

/** The newest of the log, remembered: a reader who is nearly up to date need not look through all of their rooms. */
export class RecentChanges {
  readonly #capacity: number
  readonly #changes: Change[] = []
  /** Everything after this position is remembered. */
  #from: number
  #last: { seq: number; changes: Changes } | undefined

  constructor(head: number, capacity = 4096) {
    this.#from = head
    this.#capacity = capacity
  }

  /** To be told of every event, in order, with whom a member event is about. */
  add(event: EventRow, subjectNo: number | undefined): void {
    const newest = this.#changes.at(-1)?.seq ?? this.#from
    if (event.seq !== newest + 1) this.#forget(event.seq - 1)
    this.#changes.push({ seq: event.seq, roomNo: event.roomNo, subjectNo })
    this.#last = undefined
    if (this.#changes.length > this.#capacity) this.#shorten()
  }

  /** Undefined for a position that is too old to tell. Those who stand at one position share the answer. */
  after(seq: number): Changes | undefined {
    if (seq < this.#from) return undefined
    if (this.#last?.seq !== seq) this.#last = { seq, changes: this.#collect(seq) }
    return this.#last.changes
  }

  #collect(seq: number): Changes {
    const [rooms, people] = [new Set<number>(), new Set<number>()]
    for (const { roomNo, subjectNo } of this.#changes.slice(Math.max(0, seq - this.#from))) {
      rooms.add(roomNo)
      if (subjectNo !== undefined) people.add(subjectNo)
    }
    return { rooms, people }
  }

  #shorten(): void {
    const dropped = this.#changes.splice(0, this.#capacity / 2)
    this.#from = dropped.at(-1)?.seq ?? this.#from
  }

  /** Somebody else wrote to the log: what happened meanwhile is not known here. */
  #forget(seq: number): void {
    this.#changes.length = 0
    this.#from = seq
  }
}
