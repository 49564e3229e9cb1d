import type { Records } from './records.ts'
import type { RoomWork } from './room-work.ts'

/** Whose a session is: everybody's, a room's, a person's, or a person's in one room. */
export type SessionScope = 'bot' | 'room' | 'person' | 'person-in-room'

export interface SessionOptions<T> {
  /** Default: `room`. */
  per?: SessionScope
  /** What it begins as. */
  initial: () => T
}

/** In whose name a session is opened: a context has both. */
export interface SessionKey {
  roomId?: string
  sender?: string
}

interface Kept<T> {
  value: T
  /** What the newest changes gave, by their transaction id: a change that is made again gives the same and changes nothing. */
  done: [txnId: string, outcome: unknown][]
}

/** Changes of a record that are remembered: more than can be under way when a bot dies. */
const remembered = 200

/** What a bot keeps about rooms and people. Each change is made once, and is on disk when it is answered. */
export class Sessions<T extends object> {
  readonly #name: string
  readonly #records: Records
  readonly #options: SessionOptions<T>

  constructor(name: string, records: Records, options: SessionOptions<T>) {
    this.#name = name
    this.#records = records
    this.#options = options
  }

  /** What is kept now; a copy. */
  async get(of: SessionKey): Promise<T> {
    return (await this.#load(this.#key(of))).value
  }

  /**
   * Changes what is kept, once: work that is done again after a crash gets the outcome of the first time.
   *
   * @param of a context, or another room and person in whose name it is changed
   * @returns what `change` returned; it must be JSON
   */
  update<R>(work: RoomWork & SessionKey, change: (value: T) => R, of: SessionKey = work): Promise<R> {
    const key = this.#key(of)
    return work.once((txnId) => this.#records.alone(key, () => this.#change(key, txnId, change)))
  }

  async #change<R>(key: string, txnId: string, change: (value: T) => R): Promise<R> {
    const kept = await this.#load(key)
    const before = kept.done.find(([id]) => id === txnId)
    if (before) return before[1] as R
    const outcome = change(kept.value)
    const done = [...kept.done, [txnId, outcome ?? null] as [string, unknown]].slice(-remembered)
    await this.#records.write(key, { value: kept.value, done } satisfies Kept<T>)
    return outcome
  }

  async #load(key: string): Promise<Kept<T>> {
    return (await this.#records.read<Kept<T>>(key)) ?? { value: this.#options.initial(), done: [] }
  }

  #key({ roomId = '', sender = '' }: SessionKey): string {
    const { per = 'room' } = this.#options
    const owners = { bot: [], room: [roomId], person: [sender], 'person-in-room': [roomId, sender] }
    const owner: string[] = owners[per]
    if (owner.includes('')) throw new TypeError(`the session ${this.#name} is kept for each ${per}: say whose it is`)
    return ['session', this.#name, ...owner].join('.')
  }
}
