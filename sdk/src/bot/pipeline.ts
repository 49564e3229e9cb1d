import type { Client } from '../client/index.ts'
import type { ChatEvent } from '../schemas/index.ts'
import { commandName, parseCommand } from './command.ts'
import { type BotIdentity, CommandContext, type EventContext } from './context.ts'
import { type Filter, type FilterContexts, filters, isMessage } from './filters.ts'

/** Hands the event on to the handlers that were added later. */
export type Next = () => Promise<void>

export type Handler<C> = (ctx: C, next: Next) => unknown

/** The bot that an event came to. */
export interface Receiver {
  client: Client
  me: BotIdentity
}

type Step = (receiver: Receiver, event: ChatEvent, next: Next) => unknown

/**
 * The handlers of a bot in the order in which they were added. The first that fits an event gets it; it may hand it on
 * with `next`.
 */
export class Pipeline {
  readonly #steps: Step[] = []

  /** Adds a handler for everything. */
  use(handler: Handler<EventContext>): void {
    this.on('event', handler)
  }

  on<F extends Filter>(filter: F, handler: Handler<FilterContexts[F]>): void {
    const { matches, context: Context } = filters[filter]
    const name = this.#nameOf('on')
    this.#steps.push((receiver, event, next) =>
      matches(event) ? handler(new Context({ ...receiver, event, handler: name }), next) : next(),
    )
  }

  command(name: string, handler: Handler<CommandContext>): void {
    if (!commandName.test(name)) throw new TypeError(`a command is named with ${commandName}, not "${name}"`)
    const key = this.#nameOf(name)
    this.#steps.push((receiver, event, next) => {
      const called = isMessage(event) ? parseCommand(String(event.content.body), receiver.me.name) : undefined
      if (called?.name !== name) return next()
      return handler(new CommandContext({ ...receiver, event, handler: key }, called.args), next)
    })
  }

  async run(receiver: Receiver, event: ChatEvent): Promise<void> {
    const from = async (index: number): Promise<void> => {
      await this.#steps[index]?.(receiver, event, () => from(index + 1))
    }
    await from(0)
  }

  // The place among the handlers keeps the names apart; it changes only when the bot's code does.
  #nameOf(kind: string): string {
    return `${kind}~${this.#steps.length}`
  }
}
