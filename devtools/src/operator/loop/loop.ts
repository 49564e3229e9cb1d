import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from '../../cli/context.ts'
import { readStackConfig } from '../../stack/config-file.ts'
import { identifyProcess } from '../../state/process-identity.ts'
import { StackFolder } from '../../state/stack-folder.ts'
import { type JobName, jobs, schedulesOf } from './jobs.ts'
import { noteEvent, type OperatorEvent } from './operator-events.ts'
import { type JobState, type OperatorState, readOperatorState, writeOperatorState } from './operator-state.ts'
import { pauseAfter } from './patience.ts'
import { doRound } from './round.ts'
import { runCommand } from './run-command.ts'
import { nextRun } from './schedule.ts'
import { watchFollowers } from './watch-followers.ts'

export interface LoopOptions {
  context: Context
  /** From one round to the next, in ms. */
  everyMs: number
  /** The names of all verbs of this release. */
  verbs: readonly string[]
  /** One round, then an end. */
  once: boolean
  container?: string | undefined
}

/** The operator's loop: a round, what is due by the clock, the state written as a whole, a pause. */
export class OperatorLoop {
  readonly #options: LoopOptions
  readonly #folder: StackFolder
  #state: OperatorState

  constructor(options: LoopOptions) {
    const { home, stackName, clock } = options.context
    this.#options = options
    this.#folder = new StackFolder(home, stackName)
    const before = readOperatorState(this.#folder, clock())
    const now = clock()
    this.#state = {
      ...{ schema: 1, process: identifyProcess(process.pid) ?? { pid: process.pid, began: 'unknown' }, since_ts: now },
      ...(options.container === undefined ? {} : { container: options.container }),
      round: { ts: now, next_ts: now, ok: true, said: 'it begins', failures: 0 },
      services: before?.services ?? {},
      jobs: before?.jobs ?? {},
    }
  }

  async run(): Promise<void> {
    const { context, once } = this.#options
    this.#say({ kind: 'began', said: `looks after ${context.stackName}` })
    while (!context.signal.aborted) {
      const next = await this.#once()
      if (once) break
      await sleep(Math.max(0, next - context.clock()), undefined, { signal: context.signal }).catch(() => undefined)
    }
    this.#state = { ...this.#state, ended_ts: context.clock() }
    this.#write()
    this.#say({ kind: 'ended', said: once ? 'one round, as asked' : 'as asked' })
  }

  async #once(): Promise<number> {
    const { context, everyMs } = this.#options
    const ts = context.clock()
    await this.#doJobs()
    const { services, ok, said } = await this.#round()
    await this.#watch()
    const failures = ok ? 0 : this.#state.round.failures + 1
    const next_ts = Math.min(context.clock() + pauseAfter(failures, everyMs), this.#nextJob())
    this.#state = { ...this.#state, services, round: { ts, next_ts, ok, said, failures } }
    this.#write()
    return next_ts
  }

  async #round() {
    const { context } = this.#options
    try {
      return await doRound(context, this.#state.services, (event) => this.#say(event))
    } catch (error) {
      const said = (error as Error).message
      if (said !== this.#state.round.said) this.#say({ kind: 'failed', about: 'the stack', said })
      return { services: this.#state.services, ok: false, said }
    }
  }

  /** A stack that cannot be asked is told of by its round. */
  async #watch(): Promise<void> {
    const { followed: before, ...rest } = this.#state
    const followed = await watchFollowers(this.#options.context, before, (event) => this.#say(event)).catch(
      () => before,
    )
    this.#state = { ...rest, ...(followed === undefined ? {} : { followed }) }
  }

  async #doJobs(): Promise<void> {
    for (const [name, schedule] of await this.#schedules()) {
      const { context } = this.#options
      const known = this.#state.jobs[name]
      const due = known?.schedule === schedule ? known.next_ts : nextRun(schedule, context.clock())
      const isDue = due !== undefined && due <= context.clock()
      const done = isDue ? await this.#doJob(name) : {}
      const next_ts = isDue ? nextRun(schedule, context.clock()) : due
      this.#setJob(name, { ...known, ...done, schedule, ...(next_ts === undefined ? {} : { next_ts }) })
    }
  }

  async #doJob(name: JobName): Promise<Partial<JobState>> {
    const { context } = this.#options
    const { verb, args, does } = jobs[name]
    const last_ts = context.clock()
    const { ok, because, warnings } = await runCommand(context, [...verb.split(' '), ...args])
    const said = [because ?? does, ...warnings.map((warning) => `warning: ${warning}`)].join('; ')
    this.#say({ kind: ok ? 'job-done' : 'job-failed', about: name, said })
    return { last_ts, last: ok ? 'done' : 'failed', ...(because === undefined ? {} : { because }) }
  }

  async #schedules(): Promise<Map<JobName, string>> {
    const { context, verbs } = this.#options
    return schedulesOf(await readStackConfig(context).catch(() => ({})), verbs)
  }

  #nextJob(): number {
    return Math.min(...Object.values(this.#state.jobs).map(({ next_ts }) => next_ts ?? Number.POSITIVE_INFINITY))
  }

  #setJob(name: JobName, job: JobState): void {
    this.#state = { ...this.#state, jobs: { ...this.#state.jobs, [name]: job } }
    this.#write()
  }

  #write(): void {
    writeOperatorState(this.#folder, this.#state)
  }

  #say(event: Omit<OperatorEvent, 'ts'>): void {
    const { terminal, clock } = this.#options.context
    noteEvent(this.#folder, { ts: clock(), ...event })
    terminal.say(event.about === undefined ? event.said : `${event.about}: ${event.said}`)
  }
}
