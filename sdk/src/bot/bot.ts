import { Client, type ClientOptions } from '../client/index.ts'
import { insist, type OnFailure } from '../client/insist.ts'
import { type Surroundings, surroundings } from '../client/surroundings.ts'
import { Problem } from '../problems/index.ts'
import type { ChatEvent, Update } from '../schemas/index.ts'
import { type LocalStore, MemoryStore } from '../store/local-store.ts'
import { Composer } from './composer.ts'
import { EventContext } from './context.ts'
import type { ConversationBody } from './conversation.ts'
import { type Conversation, Conversations } from './conversations.ts'
import { CrashJournal, isWorthAWord } from './crash-journal.ts'
import { RepeatedEffects } from './effects.ts'
import { BotError } from './error.ts'
import { type HealthServerOptions, serveHealth } from './health-server.ts'
import { JobContext } from './job-context.ts'
import { type Job, Jobs } from './jobs.ts'
import { Lanes } from './lanes.ts'
import { type BotLog, errorFields, jsonLog } from './log.ts'
import { BotMetrics } from './metrics.ts'
import { Records } from './records.ts'
import { RollingCredentials } from './rolling-credentials.ts'
import type { BotIdentity, WorkParts } from './room-work.ts'
import { type Rhythm, Schedule, type ScheduleOptions } from './schedule.ts'
import { type SessionOptions, Sessions } from './session.ts'
import { UpdateFeed } from './update-feed.ts'

export interface BotOptions extends Pick<ClientOptions, 'url' | 'surroundings' | 'retry'> {
  /** Its credentials; a function is asked again and again, and what it gives anew is used within a minute. */
  credentials: NonNullable<ClientOptions['credentials']>
  /** Keeps sessions, conversations and jobs between starts. Default: in memory. */
  storage?: LocalStore
  /** Ids of public rooms to join. Default: none. */
  rooms?: readonly string[]
  /** Whether to follow an invitation. Default: always. */
  accept?: (invitation: ChatEvent) => boolean
  /** Rooms in which the bot works at the same time; within a room it goes event by event. Default 16. */
  concurrency?: number
  /** Rhythms in place of those in the code, by the name of the schedule. Default: none. */
  schedules?: Readonly<Record<string, string>>
  /** The id of a room in which the bot says that it crashes again and again. Default: it says so in its log alone. */
  tellCrashes?: string
  /** Where `/healthz` and `/metrics` are served. Default: nowhere. */
  health?: HealthServerOptions
  /** Default: lines of JSON on standard output. */
  log?: BotLog
}

/** Hears of what a handler threw. The update is given back all the same: it comes again, or goes to the dead letters. */
export type ErrorListener = (error: BotError) => unknown

/** How often a bot says that it lives, and after what silence of the server it no longer is well. Milliseconds. */
const [heartbeatMs, silenceMs] = [300_000, 90_000]
const mostInHand = 200

/**
 * A member of the chat that is a program.
 *
 * It accepts invitations and hands what others say to its handlers, room by room in order. The server holds its
 * position: an update is acknowledged when its handlers are done, and comes again where they were not; its effects
 * count once. One that fails five times goes to the bot's dead letters.
 *
 * @example
 * const bot = new Bot(fromEnv())
 * bot.command('echo', (ctx) => ctx.reply(ctx.args))
 * await bot.start()
 */
export class Bot extends Composer {
  readonly client: Client
  readonly metrics = new BotMetrics()
  readonly #options: BotOptions
  readonly #around: Surroundings
  readonly #log: BotLog
  readonly #records: Records
  readonly #lanes: Lanes
  readonly #stop = new AbortController()
  readonly #crashes: CrashJournal
  readonly #credentials: RollingCredentials
  readonly #conversations: Conversations
  readonly #jobs: Jobs
  readonly #jobHandlers = new Map<string, (job: JobContext<never>) => unknown>()
  readonly #schedules = new Map<string, Schedule>()
  readonly #feed: UpdateFeed
  #listener: ErrorListener = () => {}
  #me: BotIdentity = { userId: '', name: '' }
  #saidAlive = 0

  constructor(options: BotOptions) {
    super()
    this.#options = options
    this.#around = surroundings(options.surroundings)
    this.#log = options.log ?? jsonLog(this.#around.clock)
    this.#credentials = new RollingCredentials(options.credentials)
    this.client = new Client({ ...options, credentials: this.#credentials.take })
    this.#records = new Records(options.storage ?? new MemoryStore())
    this.#crashes = new CrashJournal(this.#records, this.#around.clock)
    this.#lanes = new Lanes(options.concurrency ?? 16)
    this.#conversations = new Conversations(this.#records, () => this.#parts('', ''))
    this.#jobs = new Jobs({
      records: this.#records,
      around: this.#around,
      perform: (job) => this.#performJob(job),
      onFailure: (job, error, isLast) => this.#noteFailedJob(job, error, isLast),
    })
    const { updates } = this.client
    this.#feed = new UpdateFeed({ updates, around: this.#around, most: mostInHand, ...this.#feedHooks })
  }

  /** Replaces what is done, beside the line in the log, when a handler throws; see also `errorBoundary`. */
  catch(listener: ErrorListener): this {
    this.#listener = listener
    return this
  }

  /** What is kept for each room or person, in the bot's storage. `name` must not change. */
  session<T extends object>(name: string, options: SessionOptions<T>): Sessions<T> {
    return new Sessions(name, this.#records, options)
  }

  /** Straight code that waits for what somebody says next, and goes on there after a restart. */
  conversation(name: string, body: ConversationBody): Conversation {
    return this.#conversations.define(name, body)
  }

  /** Says what is done when a job's time has come; contexts ask for it with `later`. */
  job<T>(name: string, handler: (job: JobContext<T>) => unknown): this {
    this.#jobHandlers.set(name, handler as (job: JobContext<never>) => unknown)
    return this
  }

  /** Does something again and again. What was missed while the bot was away is done once, at its start. */
  schedule(name: string, rhythm: Rhythm, handler: (job: JobContext) => unknown, options?: ScheduleOptions): this {
    const key = `schedule:${name}`
    this.#schedules.set(key, new Schedule(key, this.#options.schedules?.[name] ?? rhythm, options))
    return this.job(key, handler)
  }

  /**
   * Runs until `stop`, or until the process is told to end: the handlers at work are let finish, what they did is
   * acknowledged, and the promise resolves.
   *
   * @throws {Problem} SESSION_ENDED when the credentials are no longer good.
   */
  async start(): Promise<void> {
    const stop = () => this.stop()
    process.once('SIGTERM', stop).once('SIGINT', stop)
    const health = this.#options.health && (await serveHealth(this.#options.health, this.#vitals()))
    try {
      await this.#run()
    } catch (error) {
      if (error === this.#stop.signal.reason) return
      this.#log('error', 'the bot has to stop', errorFields(error))
      throw error
    } finally {
      this.stop()
      await this.#finish()
      health?.close()
      this.#log('info', 'stopped', this.metrics.counts)
      process.off('SIGTERM', stop).off('SIGINT', stop)
    }
  }

  stop(): void {
    this.#stop.abort(new Error('the bot was stopped'))
  }

  async #run(): Promise<void> {
    const crashes = await this.#crashes.begin()
    await this.#arrive()
    if (crashes > 0) await this.#noteCrashes(crashes)
    for (const schedule of this.#schedules.values()) await this.#beginSchedule(schedule)
    const jobs = this.#jobs.run(this.#stop.signal)
    this.#saidAlive = this.#around.clock()
    this.#log('info', 'ready', { name: this.#me.name, user_id: this.#me.userId })
    for await (const update of this.#feed.read(this.#stop.signal)) {
      void this.#lanes.add(update.event.room_id, () => this.#handle(update))
      this.#sayAlive()
    }
    await jobs
  }

  async #finish(): Promise<void> {
    await this.#lanes.idle()
    await this.#jobs.idle()
    await this.#crashes.end()
  }

  /** Learns who the bot is, joins the rooms that it was configured for, and makes its commands known. */
  async #arrive(): Promise<void> {
    const { user_id, username } = await this.#insist(() => this.client.auth.me())
    this.#me = { userId: user_id, name: username }
    for (const room of this.#options.rooms ?? []) await this.#join(room)
    await this.#unlessRefused('cannot make the commands known', {}, () => this.client.commands.put(this.commands))
  }

  async #noteCrashes(crashes: number): Promise<void> {
    this.#log('warn', 'the run before did not end as it should', { crashes })
    const room = this.#options.tellCrashes
    if (room === undefined || !isWorthAWord(crashes)) return
    const body = `I have crashed ${crashes} times within ten minutes, and was started again each time. My log shows why.`
    await this.#unlessRefused('cannot say that the bot crashes', { room_id: room }, () =>
      this.client.messages.send(room, { msgtype: 'm.notice', body }),
    )
  }

  async #handle(update: Update): Promise<void> {
    if (this.#stop.signal.aborted) return
    const { event, seq } = update
    const started = this.#around.clock()
    const ctx = new EventContext({ ...this.#parts(event.event_id, ''), event })
    try {
      await this.#take(ctx)
      this.metrics.note('handled', this.#around.clock() - started, this.#around.clock() - event.origin_server_ts)
      await this.#feed.done(seq)
    } catch (error) {
      this.metrics.note('failed', this.#around.clock() - started, this.#around.clock() - event.origin_server_ts)
      await this.#noteFailure(BotError.of(error, ctx), update)
    }
  }

  async #take(ctx: EventContext): Promise<void> {
    const { type, state_key, content } = ctx.event
    if (type === 'm.room.member' && state_key === this.#me.userId && content.membership === 'invite') {
      if (this.#options.accept?.(ctx.event) ?? true) await this.#join(ctx.roomId)
    }
    if (await this.#conversations.take(ctx)) return
    await this.run(ctx)
  }

  async #noteFailure(error: BotError, { event, seq, attempt }: Update): Promise<void> {
    const { event_id, room_id } = event
    this.#log('error', 'a handler failed', { event_id, room_id, attempt, ...errorFields(error.cause) })
    try {
      await this.#listener(error)
    } catch (cause) {
      this.#log('error', 'the error listener failed', { event_id, ...errorFields(cause) })
    }
    await this.#feed.failed(seq, error.message.slice(0, 500))
  }

  async #performJob(job: Job): Promise<Job | undefined> {
    const handler = this.#jobHandlers.get(job.name)
    if (!handler) throw new Error(`there is no job "${job.name}"`)
    const parts = this.#parts(job.id, '')
    await handler(new JobContext<never>({ ...parts, cause: 'job' }, job, this.#around, this.#stop.signal))
    this.metrics.jobs.handled++
    return this.#schedules.get(job.name)?.next(this.#around.clock())
  }

  #noteFailedJob(job: Job, error: unknown, isLast: boolean): void {
    this.metrics.jobs.failed++
    const message = isLast ? 'a job failed for the last time' : 'a job failed'
    this.#log('error', message, { job: job.name, job_id: job.id, ...errorFields(error) })
    const schedule = isLast ? this.#schedules.get(job.name) : undefined
    if (schedule) void this.#beginSchedule(schedule)
  }

  async #beginSchedule(schedule: Schedule): Promise<void> {
    const next = schedule.next(this.#around.clock())
    if (next) await this.#jobs.replace(next, (waiting) => schedule.keeps(waiting))
  }

  #parts(causeId: string, cause: string): WorkParts {
    const later = (name: string, delayMs: number, data: unknown, id: string) =>
      this.#jobs.add({ id, name, dueTs: this.#around.clock() + delayMs, data, attempts: 0 })
    return { client: this.client, me: this.#me, effects: new RepeatedEffects(causeId), cause, later }
  }

  async #join(roomId: string): Promise<void> {
    await this.#unlessRefused('cannot join a room', { room_id: roomId }, async () => {
      await this.client.rooms.join(roomId)
      this.#log('info', 'joined a room', { room_id: roomId })
    })
  }

  async #unlessRefused(message: string, fields: object, operation: () => Promise<unknown>): Promise<void> {
    try {
      await this.#insist(operation)
    } catch (error) {
      if (!(error instanceof Problem) || error.code === 'SESSION_ENDED') throw error
      this.#log('warn', message, { ...fields, ...errorFields(error) })
    }
  }

  #insist<T>(operation: () => Promise<T>): Promise<T> {
    return insist(operation, this.#around, this.#stop.signal, this.#sayFailure)
  }

  get #feedHooks() {
    return { onFailure: this.#sayFailure, onAnswer: () => this.#followCredentials() }
  }

  async #followCredentials(): Promise<void> {
    await this.#credentials.follow(this.client).catch((error: unknown) => {
      this.#log('warn', 'the new credentials cannot be used yet', errorFields(error))
    })
  }

  readonly #sayFailure: OnFailure = (problem, wait_ms) =>
    this.#log('warn', 'the server cannot be reached or is overloaded', { ...errorFields(problem), wait_ms })

  #vitals() {
    const fault = () => {
      const { heardTs } = this.#feed
      const silent = heardTs === undefined ? undefined : this.#around.clock() - heardTs
      if (silent === undefined) return 'the server has not answered yet'
      return silent > silenceMs ? `the server has not answered for ${Math.round(silent / 1000)} s` : undefined
    }
    const memory = process.memoryUsage.rss
    const counts = () => this.metrics.summary(this.#feed.held, memory())
    return { fault, counts, metrics: () => this.metrics.text(this.#feed.held, memory()) }
  }

  #sayAlive(): void {
    const now = this.#around.clock()
    if (now - this.#saidAlive < heartbeatMs) return
    this.#saidAlive = now
    this.#log('info', 'healthy', this.metrics.counts)
  }
}
