import type { Caller } from '@bartab/kit'
import type { RoomDirectory } from './room-directory.ts'
import { SingleFlight } from './single-flight.ts'

export interface RememberedRoomsOptions {
  clock(): number
  /** How long a yes is believed, in milliseconds: who leaves a room loses its files that much later. */
  memberMs: number
  /** How long a no is believed, in milliseconds. */
  outsiderMs: number
  /** How many answers are held. */
  capacity: number
}

interface Answer {
  member: boolean
  until: number
}

/** Remembers chat's answers for a moment, and asks once for a burst of requests. */
export class RememberedRooms implements RoomDirectory {
  readonly #rooms: RoomDirectory
  readonly #options: RememberedRoomsOptions
  readonly #answers = new Map<string, Answer>()
  readonly #flights = new SingleFlight<boolean>()

  constructor(rooms: RoomDirectory, options: RememberedRoomsOptions) {
    this.#rooms = rooms
    this.#options = options
  }

  async isMember(roomId: string, caller: Caller, headers?: Record<string, string>): Promise<boolean> {
    const key = `${roomId} ${caller.userId} ${caller.sessionId}`
    const known = this.#answers.get(key)
    if (known !== undefined && known.until > this.#options.clock()) return known.member
    return this.#flights.run(key, () => this.#ask(key, roomId, caller, headers))
  }

  async #ask(key: string, roomId: string, caller: Caller, headers?: Record<string, string>): Promise<boolean> {
    const member = await this.#rooms.isMember(roomId, caller, headers)
    this.#remember(key, member)
    return member
  }

  #remember(key: string, member: boolean): void {
    const { clock, memberMs, outsiderMs, capacity } = this.#options
    this.#answers.delete(key)
    if (this.#answers.size >= capacity) this.#forgetOldest()
    this.#answers.set(key, { member, until: clock() + (member ? memberMs : outsiderMs) })
  }

  #forgetOldest(): void {
    const oldest = this.#answers.keys().next()
    if (!oldest.done) this.#answers.delete(oldest.value)
  }
}
