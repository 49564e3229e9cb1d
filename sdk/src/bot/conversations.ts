import type { ContextParts, EventContext } from './context.ts'
import { type ConversationBody, Talk, type TalkRecord } from './conversation.ts'
import { matcher } from './filters.ts'
import type { Records } from './records.ts'

/** A conversation that can be entered. */
export interface Conversation {
  /** Begins it with whoever sent the event, in its room; what they were in before ends. */
  enter(ctx: EventContext): Promise<void>
  /** Ends whatever conversation they are in. */
  leave(ctx: EventContext): Promise<void>
}

type Parts = Omit<ContextParts, 'event'>

/** Who is in which conversation, kept in the bot's storage. */
export class Conversations {
  readonly #records: Records
  readonly #partsOf: () => Parts
  readonly #bodies = new Map<string, ConversationBody>()

  constructor(records: Records, partsOf: () => Parts) {
    this.#records = records
    this.#partsOf = partsOf
  }

  define(name: string, body: ConversationBody): Conversation {
    if (this.#bodies.has(name)) throw new TypeError(`there is a conversation "${name}" already`)
    this.#bodies.set(name, body)
    return {
      enter: (ctx) => this.#enter(name, ctx),
      leave: async (ctx) => {
        const record = await this.#load(ctx)
        if (record) await this.#save(ctx, over(record))
      },
    }
  }

  /** Hands an event to the conversation that waits for it; false where none does. Commands go to their handlers. */
  async take(ctx: EventContext): Promise<boolean> {
    if (this.#bodies.size === 0) return false
    const record = await this.#load(ctx)
    if (!record) return false
    if (record.events.some(({ event_id }) => event_id === ctx.event.event_id)) return record.id !== ctx.event.event_id
    if (record.waiting === 'over' || ctx.text?.startsWith('/') || !matcher(record.waiting)(ctx)) return false
    record.events.push(ctx.event)
    await this.#play(ctx, record)
    return true
  }

  // An event that is handled again after a crash finds the conversation that it began, or that is over already.
  async #enter(name: string, ctx: EventContext): Promise<void> {
    const record = await this.#load(ctx)
    if (record?.id === ctx.event.event_id) return
    await this.#play(ctx, { name, id: ctx.event.event_id, events: [ctx.event], journal: [], waiting: 'over' })
  }

  async #play(ctx: EventContext, record: TalkRecord): Promise<void> {
    const body = this.#bodies.get(record.name)
    if (!body) return await this.#save(ctx, over(record))
    await new Talk(record, this.#partsOf()).play(body)
    await this.#save(ctx, record.waiting === 'over' ? over(record) : record)
  }

  #load(ctx: EventContext): Promise<TalkRecord | undefined> {
    return this.#records.read(keyOf(ctx))
  }

  #save(ctx: EventContext, record: TalkRecord): Promise<void> {
    return this.#records.write(keyOf(ctx), record)
  }
}

/** What is left of a conversation: which events were part of it, so that they are not taken for new ones. */
function over(record: TalkRecord): TalkRecord {
  const stubs = record.events.map((event) => ({ ...event, content: {} }))
  return { ...record, events: stubs.slice(-8), journal: [], waiting: 'over' }
}

const keyOf = ({ roomId, sender }: EventContext): string => `talk.${roomId}.${sender}`
