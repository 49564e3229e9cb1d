import type { ChatStore } from '../store/chat-store.ts'
import type { EventRow } from '../store/event-table.ts'
import type { RoomRow } from '../store/room-table.ts'

/**
 * What many readers ask for between two commits, read once: rooms, what they show of themselves to everybody, and the
 * events after a position. Emptied by each commit.
 */
export class SharedReads {
  readonly #store: ChatStore
  readonly #rooms = new Map<number, RoomRow | undefined>()
  readonly #json = new Map<number, string>()
  readonly #events = new Map<string, EventRow[]>()

  constructor(store: ChatStore) {
    this.#store = store
  }

  room(roomNo: number): RoomRow | undefined {
    if (!this.#rooms.has(roomNo)) this.#rooms.set(roomNo, this.#store.rooms.find(roomNo))
    return this.#rooms.get(roomNo)
  }

  /** Something of a room as JSON, made by `make` if it was not. */
  json(roomNo: number, make: () => string): string {
    const json = this.#json.get(roomNo) ?? make()
    this.#json.set(roomNo, json)
    return json
  }

  /** The newest `limit` events of a room after a position, oldest first. */
  after(roomNo: number, seq: number, limit: number): EventRow[] {
    const key = `${roomNo} ${seq} ${limit}`
    const events = this.#events.get(key) ?? this.#store.events.after(roomNo, seq, limit)
    this.#events.set(key, events)
    return events
  }

  /** To be told of every commit. */
  forget(): void {
    this.#rooms.clear()
    this.#json.clear()
    this.#events.clear()
  }
}
