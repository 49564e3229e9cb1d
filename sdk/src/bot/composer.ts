import type { Command } from '../schemas/index.ts'
import { commandName, parseCommand } from './command.ts'
import { ArgError, type Args, type Parsed, parseArgs, usageOf } from './command-args.ts'
import type { EventContext } from './context.ts'
import { BotError } from './error.ts'
import { type Filter, type FilterContext, isMessage, matcher } from './filters.ts'

/** Hands the event on to what was added later. */
export type Next = () => Promise<void>

export type Handler<C> = (ctx: C, next: Next) => unknown

/** What a command is, for those who type it. */
export interface CommandSpec<A extends Args> {
  /** One line, at most 100 characters. */
  description: string
  /** Read in order from what follows the name; see `int`, `word`, `choice`, `duration`, `rest`, `optional`. */
  args?: A
}

/** A message that begins with `/name`, with what follows it. */
export type CommandContext<C extends EventContext = EventContext, A = string> = FilterContext<'message:text', C> & {
  readonly args: A
}

type Step = (ctx: EventContext, next: Next) => unknown

/**
 * A tree of handlers. An event goes through a composer's steps in the order in which they were added; the first that
 * fits gets it, and may hand it on with `next`. A step can be a composer again, which sees a part of the events.
 */
export class Composer<C extends EventContext = EventContext> {
  readonly #steps: Step[] = []
  readonly #names = new Map<string, number>()
  readonly #commands: Command[] = []
  readonly #children: Composer<never>[] = []

  /** Adds a handler for everything. */
  use(handler: Handler<C>): this {
    this.#add('use', (ctx, next) => handler(ctx as C, next))
    return this
  }

  /** A composer for the events that a filter lets through. */
  on<F extends Filter>(filter: F): Composer<FilterContext<F, C>>
  /** Adds a handler for the events that a filter lets through. */
  on<F extends Filter>(filter: F, handler: Handler<FilterContext<F, C>>): this
  on<F extends Filter>(filter: F, handler?: Handler<FilterContext<F, C>>): unknown {
    const matches = matcher(filter)
    if (!handler) return this.#child<FilterContext<F, C>>(filter, matches)
    this.#add(filter, (ctx, next) => (matches(ctx) ? handler(ctx as FilterContext<F, C>, next) : next()))
    return this
  }

  /** A composer for the events of which something holds. */
  filter<D extends C>(holds: (ctx: C) => ctx is D): Composer<D>
  filter(holds: (ctx: C) => boolean | Promise<boolean>): Composer<C>
  filter(holds: (ctx: C) => boolean | Promise<boolean>): Composer<C> {
    return this.#child('filter', (ctx) => holds(ctx as C))
  }

  /** Sends an event one way or the other. */
  branch(holds: (ctx: C) => boolean | Promise<boolean>, yes: Handler<C>, no: Handler<C>): this {
    this.#add('branch', async (ctx, next) => ((await holds(ctx as C)) ? yes : no)(ctx as C, next))
    return this
  }

  /** Adds a handler for messages that begin with `/name`; what follows is in `ctx.args`. */
  command(name: string, handler: Handler<CommandContext<C>>): this
  command<A extends Args>(name: string, spec: CommandSpec<A>, handler: Handler<CommandContext<C, Parsed<A>>>): this
  command(name: string, spec: CommandSpec<Args> | Handler<never>, handler?: Handler<never>): this {
    if (!commandName.test(name)) throw new TypeError(`a command is named with ${commandName}, not "${name}"`)
    const plain = typeof spec === 'function'
    const run = (plain ? spec : handler) as Handler<unknown>
    const args = plain ? undefined : (spec.args ?? {})
    this.#announce(name, plain ? undefined : spec.description, args)
    this.#add(name, async (ctx, next) => {
      const called = isMessage(ctx.event) ? parseCommand(ctx.text ?? '', ctx.me.name) : undefined
      if (called?.name !== name) return await next()
      if (!args) return await run(Object.assign(ctx, { args: called.args }), next)
      const parsed = readArgs(args, called.args)
      if (parsed instanceof ArgError) return await ctx.reply(`${parsed.message}\nUsage: /${name} ${usageOf(args)}`)
      return await run(Object.assign(ctx, { args: parsed }), next)
    })
    return this
  }

  /** A composer whose failures go to a handler, with the event on which they happened; what it lets pass is handled. */
  errorBoundary(handler: (error: BotError) => unknown): Composer<C> {
    const child = new Composer<C>()
    this.#children.push(child as Composer<never>)
    this.#add('boundary', async (ctx, next) => {
      let left = false
      const leave = async () => {
        left = true
      }
      try {
        await child.run(ctx, leave)
      } catch (error) {
        return await handler(BotError.of(error, ctx))
      }
      return left ? await next() : undefined
    })
    return child
  }

  /** The commands in the tree. */
  get commands(): Command[] {
    const all = [...this.#commands, ...this.#children.flatMap((child) => child.commands)]
    return [...new Map(all.toReversed().map((command) => [command.name, command])).values()].reverse()
  }

  /** Takes an event through the tree. `next` gets what no handler kept. */
  async run(ctx: EventContext, next: Next = async () => {}): Promise<void> {
    const from = async (index: number): Promise<void> => {
      const step = this.#steps[index]
      await (step ? step(ctx, () => from(index + 1)) : next())
    }
    await from(0)
  }

  #child<D extends EventContext>(label: string, holds: (ctx: EventContext) => boolean | Promise<boolean>): Composer<D> {
    const child = new Composer<D>()
    this.#children.push(child as Composer<never>)
    this.#add(label, async (ctx, next) => ((await holds(ctx)) ? child.run(ctx, next) : next()))
    return child
  }

  // The label and the place among those of the same label name a handler's effects: they outlive a change elsewhere.
  #add(label: string, step: Step): void {
    const place = this.#names.get(label) ?? 0
    this.#names.set(label, place + 1)
    const name = place === 0 ? label : `${label}~${place}`
    this.#steps.push((ctx, next) => step(ctx.under(name), next))
  }

  #announce(name: string, description = `/${name}`, args?: Args): void {
    const usage = args ? usageOf(args) : ''
    this.#commands.push({ name, description, ...(usage && { usage }) })
  }
}

function readArgs<A extends Args>(args: A, text: string): Parsed<A> | ArgError {
  try {
    return parseArgs(args, text)
  } catch (error) {
    if (error instanceof ArgError) return error
    throw error
  }
}
