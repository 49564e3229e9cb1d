import type { EventContext } from './context.ts'

/** What a handler threw, as `cause`, and on which event. */
export class BotError extends Error {
  override readonly name = 'BotError'
  readonly ctx: EventContext

  constructor(cause: unknown, ctx: EventContext) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.ctx = ctx
  }

  static of(error: unknown, ctx: EventContext): BotError {
    return error instanceof BotError ? error : new BotError(error, ctx)
  }
}
