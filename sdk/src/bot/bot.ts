import { Client, type ClientOptions, type CursorStore, MemoryCursorStore } from '../client/index.ts'
import { insist, type OnFailure } from '../client/insist.ts'
import { type Surroundings, surroundings } from '../client/surroundings.ts'
import { Problem } from '../problems/index.ts'
import type { ChatEvent, SyncAnswer } from '../schemas/index.ts'
import type { BotIdentity, CommandContext, EventContext } from './context.ts'
import type { Filter, FilterContexts } from './filters.ts'
import { Inbox } from './inbox.ts'
import { type BotLog, errorFields, jsonLog } from './log.ts'
import { type Handler, Pipeline, type Receiver } from './pipeline.ts'

export interface BotOptions extends Pick<ClientOptions, 'url' | 'credentials' | 'surroundings' | 'retry'> {
  /** Keeps the position in the log between starts. Default: in memory. */
  cursor?: CursorStore
  /** Ids of public rooms to join. Invitations are always accepted. Default: none. */
  rooms?: readonly string[]
  /** Default: lines of JSON on standard output. */
  log?: BotLog
}

/** What a handler threw, and on which event. The bot goes on with the next. */
export type ErrorBoundary = (error: unknown, event: ChatEvent) => unknown

/** How often a bot says that it lives. */
const heartbeatMs = 300_000

/**
 * A member of the chat that is a program.
 *
 * It accepts every invitation, hands what others say to its handlers, room by room in order, and moves its position on
 * once they are done: after a crash the same events come again, and their effects count once.
 *
 * @example
 * const bot = new Bot(fromEnv())
 * bot.command('echo', (ctx) => ctx.reply(ctx.args))
 * await bot.start()
 */
export class Bot {
  readonly client: Client
  readonly #around: Surroundings
  readonly #rooms: readonly string[]
  readonly #log: BotLog
  readonly #cursor: CursorStore
  readonly #pipeline = new Pipeline()
  readonly #stop = new AbortController()
  readonly #counts = { handled: 0, failed: 0 }
  #boundary: ErrorBoundary = () => {}
  #saidAlive = 0

  constructor(options: BotOptions) {
    this.#around = surroundings(options.surroundings)
    this.#rooms = options.rooms ?? []
    this.#log = options.log ?? jsonLog(this.#around.clock)
    this.client = new Client(options)
    this.#cursor = options.cursor ?? new MemoryCursorStore()
  }

  /** Adds a handler for all events; see `on`. */
  use(handler: Handler<EventContext>): this {
    this.#pipeline.use(handler)
    return this
  }

  /** Adds a handler. The first one that fits an event gets it, and may hand it on with its second argument, `next`. */
  on<F extends Filter>(filter: F, handler: Handler<FilterContexts[F]>): this {
    this.#pipeline.on(filter, handler)
    return this
  }

  /** Adds a handler for messages that begin with `/name`. */
  command(name: string, handler: Handler<CommandContext>): this {
    this.#pipeline.command(name, handler)
    return this
  }

  /** Replaces what is done, beside the line in the log, when a handler throws. */
  catch(boundary: ErrorBoundary): this {
    this.#boundary = boundary
    return this
  }

  /**
   * Runs until `stop`, or until the process is told to end: the handlers at work are let finish, their position is
   * saved, and the promise resolves.
   *
   * @throws {Problem} SESSION_ENDED when the credentials are no longer good.
   */
  async start(): Promise<void> {
    const stop = () => this.stop()
    process.once('SIGTERM', stop).once('SIGINT', stop)
    try {
      await this.#run()
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#log('error', 'the bot has to stop', errorFields(error))
      if (error !== this.#stop.signal.reason) throw error
    } finally {
      this.#log('info', 'stopped', this.#counts)
      process.off('SIGTERM', stop).off('SIGINT', stop)
    }
  }

  stop(): void {
    this.#stop.abort(new Error('the bot was stopped'))
  }

  async #run(): Promise<void> {
    const me = await this.#arrive()
    const receiver = { client: this.client, me }
    const inbox = new Inbox(this.client.messages, me.userId)
    let since = await this.#cursor.load()
    this.#saidAlive = this.#around.clock()
    this.#log('info', 'ready', { name: me.name, user_id: me.userId, resumed: since !== undefined })
    for await (const answer of this.#answers()) {
      await this.#acceptInvitations(answer)
      const news = await this.#insist(() => inbox.take(answer, since))
      await Promise.all(news.map((events) => this.#handle(receiver, events)))
      since = answer.next_batch
      this.#sayAlive()
    }
  }

  #answers(): AsyncGenerator<SyncAnswer> {
    return this.client.sync({ cursor: this.#cursor, signal: this.#stop.signal, onError: this.#sayFailure })
  }

  /** Learns who the bot is, and joins the rooms that it was configured for. */
  async #arrive(): Promise<BotIdentity> {
    const { user_id, username } = await this.#insist(() => this.client.auth.me())
    for (const room of this.#rooms) await this.#join(room)
    return { userId: user_id, name: username }
  }

  async #acceptInvitations({ rooms }: SyncAnswer): Promise<void> {
    for (const room of Object.values(rooms)) if (room.membership === 'invite') await this.#join(room.room_id)
  }

  async #join(roomId: string): Promise<void> {
    try {
      await this.#insist(() => this.client.rooms.join(roomId))
      this.#log('info', 'joined a room', { room_id: roomId })
    } catch (error) {
      if (!(error instanceof Problem) || error.code === 'SESSION_ENDED') throw error
      this.#log('warn', 'cannot join a room', { room_id: roomId, ...errorFields(error) })
    }
  }

  /** One room's events, one after the other. */
  async #handle(receiver: Receiver, events: readonly ChatEvent[]): Promise<void> {
    for (const event of events) await this.#handleOne(receiver, event)
  }

  async #handleOne(receiver: Receiver, event: ChatEvent): Promise<void> {
    try {
      await this.#pipeline.run(receiver, event)
      this.#counts.handled++
    } catch (error) {
      this.#counts.failed++
      const { event_id, room_id } = event
      this.#log('error', 'a handler failed', { event_id, room_id, ...errorFields(error) })
      await this.#boundary(error, event)
    }
  }

  #insist<T>(operation: () => Promise<T>): Promise<T> {
    return insist(operation, this.#around, this.#stop.signal, this.#sayFailure)
  }

  readonly #sayFailure: OnFailure = (problem, wait_ms) =>
    this.#log('warn', 'the server cannot be reached or is overloaded', { ...errorFields(problem), wait_ms })

  #sayAlive(): void {
    const now = this.#around.clock()
    if (now - this.#saidAlive < heartbeatMs) return
    this.#saidAlive = now
    this.#log('info', 'healthy', this.#counts)
  }
}
