import type { ChatEvent } from '../schemas/index.ts'
import { type ContextParts, EventContext } from './context.ts'
import { type Effects, transactionId } from './effects.ts'
import type { Filter, FilterContext } from './filters.ts'

/** What a conversation has been so far. From it, the code is brought back to where it waited. */
export interface TalkRecord {
  name: string
  /** The event that began it. */
  id: string
  events: ChatEvent[]
  journal: [key: string, outcome: unknown][]
  /** What it waits for, or that it is over. */
  waiting: Filter | 'over'
}

/** The body of a conversation: straight code that waits for what is said next. */
export type ConversationBody = (talk: Talk, ctx: EventContext) => Promise<unknown>

/** Does what is new, and gives what was done before from the journal. */
class JournaledEffects implements Effects {
  readonly #record: TalkRecord
  readonly #outcomes: Map<string, unknown>

  constructor(record: TalkRecord) {
    this.#record = record
    this.#outcomes = new Map(record.journal)
  }

  async perform<T>(key: string, effect: (txnId: string) => Promise<T>): Promise<T> {
    if (this.#outcomes.has(key)) return this.#outcomes.get(key) as T
    const outcome = await effect(transactionId(this.#record.id, key))
    this.#outcomes.set(key, outcome)
    this.#record.journal.push([key, outcome ?? null])
    return outcome
  }
}

/** One run of a conversation's code, from its beginning to the point that it has reached. */
export class Talk {
  readonly #record: TalkRecord
  readonly #parts: Omit<ContextParts, 'event'>
  readonly #paused = Promise.withResolvers<void>()
  readonly #effects: JournaledEffects
  #heard = 0
  #asked = 0

  constructor(record: TalkRecord, parts: Omit<ContextParts, 'event'>) {
    this.#record = record
    this.#effects = new JournaledEffects(record)
    this.#parts = { ...parts, effects: this.#effects }
  }

  /** What the same person says next in the same room, of the kind asked for; other events go to the bot's handlers. */
  wait<F extends Filter>(filter: F): Promise<FilterContext<F>> {
    const ctx = this.#next()
    if (ctx) return Promise.resolve(ctx as FilterContext<F>)
    this.#record.waiting = filter
    this.#paused.resolve()
    return new Promise(() => {})
  }

  /**
   * Does what is not the chat's, such as asking another server, once: after a restart its outcome is taken from the
   * journal. The outcome must be JSON.
   */
  external<T>(work: () => Promise<T> | T): Promise<T> {
    return this.#effects.perform(`external.${this.#asked++}`, async () => await work())
  }

  /** Runs the code until it ends or has nothing more to hear. */
  async play(body: ConversationBody): Promise<void> {
    const opening = this.#next()
    if (!opening) throw new Error('a conversation begins with an event')
    const ended = body(this, opening).then(() => {
      this.#record.waiting = 'over'
    })
    await Promise.race([ended, this.#paused.promise])
  }

  #next(): EventContext | undefined {
    const event = this.#record.events[this.#heard]
    if (!event) return undefined
    const cause = `talk.${this.#record.name}.${this.#heard++}`
    return new EventContext({ ...this.#parts, cause, event })
  }
}
