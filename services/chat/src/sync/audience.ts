import type { ChatStore } from '../store/chat-store.ts'

type Wake = () => void

interface Listener {
  userNo: number
  rooms: Set<number>
  waiting: Set<Wake>
  /** When a poll of theirs last began or ended. */
  seenTs: number
}

/** How many polls are woken in one turn of the event loop. */
const atOnce = 512
/** Somebody without a poll for this long, in milliseconds, is gone. */
const absentAfterMs = 60_000

/**
 * Who is listening, and in which rooms. A waiting poll is one closure in one set;
 * the rooms of somebody who polls again and again are looked up once.
 */
export class Audience {
  readonly #store: ChatStore
  readonly #clock: () => number
  readonly #people = new Map<number, Listener>()
  readonly #rooms = new Map<number, Set<Listener>>()

  constructor(store: ChatStore, clock: () => number) {
    this.#store = store
    this.#clock = clock
  }

  /** Calls `wake` when there may be something to say, as often as that is so, until the returned function is called. */
  wait(userNo: number, wake: Wake): () => void {
    const listener = this.#listener(userNo)
    listener.waiting.add(wake)
    return () => {
      listener.waiting.delete(wake)
      listener.seenTs = this.#clock()
    }
  }

  /** Notes that somebody is there; true if they were not before. */
  enter(userNo: number): boolean {
    const isNew = !this.#people.has(userNo)
    this.#listener(userNo).seenTs = this.#clock()
    return isNew
  }

  isListening(userNo: number): boolean {
    return this.#people.has(userNo)
  }

  /** How many polls are held. */
  get waiting(): number {
    let count = 0
    for (const listener of this.#people.values()) count += listener.waiting.size
    return count
  }

  /** After a change of membership: follows it. */
  moved(roomNo: number, userNo: number): void {
    const listener = this.#people.get(userNo)
    if (listener === undefined) return
    if (this.#store.members.find(roomNo, userNo)?.membership === 'join') this.#enterRoom(listener, roomNo)
    else this.#leaveRoom(listener, roomNo)
  }

  /** The rooms of somebody who is listening, followed as they come and go. */
  roomsOf(userNo: number): ReadonlySet<number> | undefined {
    return this.#people.get(userNo)?.rooms
  }

  /** Many are woken in portions, so that a large room does not keep everybody else waiting. */
  wakePeople(people: Iterable<number>): void {
    const wakes = [...people].flatMap((userNo) => [...(this.#people.get(userNo)?.waiting ?? [])])
    this.#wakeSome(wakes, 0)
  }

  /** Who of a room is listening now. */
  inRoom(roomNo: number): number[] {
    return [...(this.#rooms.get(roomNo) ?? [])].map((listener) => listener.userNo)
  }

  wakeAll(): void {
    this.wakePeople([...this.#people.keys()])
  }

  /** Forgets those who stopped polling, and says who they are. */
  sweep(): number[] {
    const before = this.#clock() - absentAfterMs
    const absent = [...this.#people.values()].filter(({ waiting, seenTs }) => waiting.size === 0 && seenTs < before)
    for (const listener of absent) {
      for (const roomNo of listener.rooms) this.#leaveRoom(listener, roomNo)
      this.#people.delete(listener.userNo)
    }
    return absent.map(({ userNo }) => userNo)
  }

  #wakeSome(wakes: readonly Wake[], from: number): void {
    this.#store.reading(() => {
      for (const wake of wakes.slice(from, from + atOnce)) wake()
    })
    if (from + atOnce < wakes.length) setImmediate(() => this.#wakeSome(wakes, from + atOnce))
  }

  #listener(userNo: number): Listener {
    const known = this.#people.get(userNo)
    if (known !== undefined) return known
    const listener: Listener = { userNo, rooms: new Set(), waiting: new Set(), seenTs: this.#clock() }
    this.#people.set(userNo, listener)
    for (const { roomNo } of this.#store.members.rooms(userNo, 'join')) this.#enterRoom(listener, roomNo)
    return listener
  }

  #enterRoom(listener: Listener, roomNo: number): void {
    listener.rooms.add(roomNo)
    const inRoom = this.#rooms.get(roomNo) ?? new Set()
    this.#rooms.set(roomNo, inRoom.add(listener))
  }

  #leaveRoom(listener: Listener, roomNo: number): void {
    listener.rooms.delete(roomNo)
    const inRoom = this.#rooms.get(roomNo)
    inRoom?.delete(listener)
    if (inRoom?.size === 0) this.#rooms.delete(roomNo)
  }
}
