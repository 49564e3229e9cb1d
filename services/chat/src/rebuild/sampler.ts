import type { ReadingRoom } from '../reading/reading-room.ts'
import type { Sample } from './sample.ts'

/** Rooms that are looked at in one check, and after how many milliseconds no other is begun: large ones take their time. */
const [roomsAtOnce, longestMs] = [8, 300]

/** Checks random rooms now and then, beside the work, and remembers what it found. */
export class Sampler {
  readonly #reading: ReadingRoom
  readonly #random: () => number
  readonly #clock: () => number
  readonly counts = { rooms: 0, mismatches: 0, failures: 0 }
  /** Rooms found not to be what the log says, with the tables concerned. */
  readonly #faulty = new Map<string, string>()

  constructor(reading: ReadingRoom, random: () => number, clock: () => number) {
    this.#reading = reading
    this.#random = random
    this.#clock = clock
  }

  async check(): Promise<void> {
    const until = this.#clock() + longestMs
    for (let room = 0; room < roomsAtOnce && this.#clock() < until; room++) await this.#checkOne()
  }

  async #checkOne(): Promise<void> {
    try {
      this.#note(JSON.parse(await this.#reading.read({ do: 'sample', at: this.#random() })) as Sample)
    } catch {
      this.counts.failures += 1
    }
  }

  /** What an operator should know; nothing while all is as it should be. */
  get finding(): string | undefined {
    if (this.#faulty.size === 0) return undefined
    const rooms = [...this.#faulty].slice(0, 3).map(([room, tables]) => `${room} (${tables})`)
    return `${this.#faulty.size} rooms are not what the log says, such as ${rooms.join(', ')}: bartab chat rebuild --apply`
  }

  #note({ room_id, mismatches }: Sample): void {
    if (room_id === undefined) return
    this.counts.rooms += 1
    if (mismatches.length === 0) return void this.#faulty.delete(room_id)
    this.counts.mismatches += 1
    this.#faulty.set(room_id, [...new Set(mismatches.map(({ table }) => table))].join(', '))
  }
}
