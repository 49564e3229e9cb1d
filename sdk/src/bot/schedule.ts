import { Cron } from 'croner'
import type { Job } from './jobs.ts'

/** When something is done again and again: a cron expression (`0 9 * * 1-5`), or a span of milliseconds. */
export type Rhythm = string | { everyMs: number }

export interface ScheduleOptions {
  /** The zone that a cron expression is meant in, such as `Europe/Zurich`. Default: UTC. */
  timezone?: string
}

/** Which job of a schedule is next after a time. */
export class Schedule {
  readonly #name: string
  readonly #label: string
  readonly #nextTs: (after: number) => number | undefined

  /** @throws where the expression is none */
  constructor(name: string, rhythm: Rhythm, { timezone = 'UTC' }: ScheduleOptions = {}) {
    this.#name = name
    this.#label = typeof rhythm === 'string' ? `${rhythm} ${timezone}` : `${rhythm.everyMs}`
    this.#nextTs = typeof rhythm === 'string' ? byCron(rhythm, timezone) : bySpan(rhythm.everyMs)
  }

  next(after: number): Job | undefined {
    const dueTs = this.#nextTs(after)
    if (dueTs === undefined) return undefined
    return { id: `${this.#name}.${dueTs}`, name: this.#name, dueTs, data: this.#label, attempts: 0 }
  }

  /** Whether a job that waits was made by this very rhythm. One whose time passed while the bot was away is done once. */
  keeps(waiting: Job): boolean {
    return waiting.data === this.#label
  }
}

function byCron(expression: string, timezone: string): (after: number) => number | undefined {
  const cron = new Cron(expression, { timezone, paused: true })
  return (after) => cron.nextRun(new Date(after))?.getTime()
}

function bySpan(everyMs: number): (after: number) => number {
  if (!(everyMs >= 1000)) throw new TypeError('a schedule has at least a second between its jobs')
  return (after) => (Math.floor(after / everyMs) + 1) * everyMs
}
