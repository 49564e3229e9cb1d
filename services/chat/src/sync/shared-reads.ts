import type { ChatStore } from '../store/chat-store.ts'
import type { EventRow } from '../store/event-table.ts'
import type { RoomRow } from '../store/room-table.ts'

/**
 * What many readers ask for between two commits, read once: rooms, what they show of themselves to everybody, and the
 * events after a position. Emptied by each commit.
 */
export class SharedReads {
  readonly #store: ChatStore
  #rooms = new Map<number, RoomRow | undefined>()
  #json = new Map<number, string>()
  #events = new Map<string, EventRow[]>()

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

  /**
   * To be told of every commit. New maps, since one that is emptied keeps what it held: its old table outlives all of
   * that, and what is young is kept for its sake until the whole heap is looked through.
   */
  forget(): void {
    this.#rooms = new Map()
    this.#json = new Map()
    this.#events = new Map()
  }
}
