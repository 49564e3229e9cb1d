import type { Caller, MembershipFeed } from '@bartab/kit'
import type { RoomDirectory } from './room-directory.ts'
import { SingleFlight } from './single-flight.ts'

export interface RememberedRoomsOptions {
  clock(): number
  /** Whether news of memberships come in at the moment. */
  hears(): boolean
  /** How long a yes is believed while news come in, in milliseconds: for as long, if they stop unnoticed. */
  followedMs: number
  /** How long a yes is believed without news, in milliseconds: who leaves a room loses its files that much later. */
  memberMs: number
  /** How long a no is believed, in milliseconds. */
  outsiderMs: number
  /** How many answers are held. */
  capacity: number
}

interface Answer {
  roomId: string
  userId: string
  member: boolean
  until: number
}

/** Remembers chat's answers for a moment, forgets them at the news of a change, and asks once for a burst of requests. */
export class RememberedRooms implements RoomDirectory {
  readonly #rooms: RoomDirectory
  readonly #options: RememberedRoomsOptions
  readonly #answers = new Map<string, Answer>()
  #flights = new SingleFlight<boolean>()

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

  /** News from chat: what they touch is asked anew. */
  hear({ reset, changes }: Pick<MembershipFeed, 'reset' | 'changes'>): void {
    this.#dropFlights()
    if (reset === true) this.#answers.clear()
    const touched = new Set(changes.map((change) => nameOf(change.room_id, change.user_id)))
    for (const [key, { roomId, userId }] of this.#answers)
      if (touched.has(nameOf(roomId, userId)) || touched.has(nameOf(roomId))) this.#answers.delete(key)
  }

  /** Forgets everything: what happens from here on may not be heard. */
  forget(): void {
    this.#dropFlights()
    this.#answers.clear()
  }

  /** Questions that are under way may be answered from before the news: nobody joins them, nothing of them is kept. */
  #dropFlights(): void {
    this.#flights = new SingleFlight()
  }

  async #ask(key: string, roomId: string, caller: Caller, headers?: Record<string, string>): Promise<boolean> {
    const flights = this.#flights
    const member = await this.#rooms.isMember(roomId, caller, headers)
    if (flights === this.#flights) this.#remember(key, roomId, caller, member)
    return member
  }

  #remember(key: string, roomId: string, { userId }: Caller, member: boolean): void {
    const { clock, hears, followedMs, memberMs, outsiderMs, capacity } = this.#options
    this.#answers.delete(key)
    if (this.#answers.size >= capacity) this.#forgetOldest()
    const believedMs = hears() ? followedMs : memberMs
    this.#answers.set(key, { roomId, userId, member, until: clock() + (member ? believedMs : outsiderMs) })
  }

  #forgetOldest(): void {
    const oldest = this.#answers.keys().next()
    if (!oldest.done) this.#answers.delete(oldest.value)
  }
}

const nameOf = (roomId: string, userId = ''): string => `${roomId} ${userId}`
