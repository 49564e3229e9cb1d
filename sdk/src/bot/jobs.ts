import { backoffMs } from '../client/backoff.ts'
import type { Surroundings } from '../client/surroundings.ts'
import type { Records } from './records.ts'

/** Something to be done at a time, kept until it is done. */
export interface Job {
  id: string
  name: string
  dueTs: number
  data: unknown
  attempts: number
}

interface Board {
  pending: Job[]
  /** The newest ids that are done: what asks for one of them again has its effect already. */
  done: string[]
}

export interface JobSources {
  records: Records
  around: Surroundings
  /** Does a job, and says when there is another of its kind. */
  perform: (job: Job) => Promise<Job | undefined>
  /** A job failed for the last time, or will be tried again at its `dueTs`. */
  onFailure: (job: Job, error: unknown, isLast: boolean) => void
}

const mostAttempts = 5
const rememberedJobs = 500
const longestNapMs = 3_600_000
const retryBackoff = { firstMs: 1000, ceilingMs: 300_000 }

/** Jobs that wait for their time, over restarts. Each is done at least once, and its effects once. */
export class Jobs {
  readonly #sources: JobSources
  readonly #running = new Map<string, Promise<void>>()
  #nap = new AbortController()
  #changed = false
  #stop: AbortSignal | undefined

  constructor(sources: JobSources) {
    this.#sources = sources
  }

  /** Adds a job, once for each id. */
  async add(job: Job): Promise<void> {
    await this.#change((board) => {
      if (board.done.includes(job.id) || board.pending.some(({ id }) => id === job.id)) return
      board.pending.push(job)
    })
  }

  /** Puts a job in the place of all others of its name. */
  async replace(job: Job, keeps: (waiting: Job) => boolean): Promise<void> {
    await this.#change((board) => {
      if (board.pending.some((waiting) => waiting.name === job.name && keeps(waiting))) return
      board.pending = [...board.pending.filter(({ name }) => name !== job.name), job]
    })
  }

  /** Does what is due, until told to stop. */
  async run(stop: AbortSignal): Promise<void> {
    this.#stop = stop
    while (!stop.aborted) {
      this.#changed = false
      const nextTs = await this.#startDue()
      if (this.#changed) continue
      this.#nap = new AbortController()
      const napMs = Math.min(longestNapMs, Math.max(0, nextTs - this.#sources.around.clock()))
      await this.#sources.around.sleep(napMs, AbortSignal.any([stop, this.#nap.signal])).catch(() => undefined)
    }
  }

  /** Settles when no job is under way. */
  async idle(): Promise<void> {
    await Promise.all(this.#running.values())
  }

  /** Starts what is due, and says when something is next. */
  async #startDue(): Promise<number> {
    const now = this.#sources.around.clock()
    const waiting = (await this.#load()).pending.filter(({ id }) => !this.#running.has(id))
    for (const job of waiting.filter(({ dueTs }) => dueTs <= now)) this.#start(job)
    return Math.min(Infinity, ...waiting.filter(({ dueTs }) => dueTs > now).map(({ dueTs }) => dueTs))
  }

  #start(job: Job): void {
    const work = this.#perform(job).finally(() => {
      this.#running.delete(job.id)
      this.#wake()
    })
    this.#running.set(job.id, work)
  }

  async #perform(job: Job): Promise<void> {
    try {
      const next = await this.#sources.perform(job)
      await this.#settle(job, next)
    } catch (error) {
      if (this.#stop?.aborted) return
      const attempts = job.attempts + 1
      const isLast = attempts >= mostAttempts
      const again = {
        ...job,
        attempts,
        dueTs: this.#sources.around.clock() + backoffMs(retryBackoff, attempts, this.#sources.around.random()),
      }
      this.#sources.onFailure(again, error, isLast)
      await this.#settle(job, isLast ? undefined : again)
    }
  }

  async #settle(job: Job, next: Job | undefined): Promise<void> {
    await this.#change((board) => {
      board.pending = [...board.pending.filter(({ id }) => id !== job.id), ...(next ? [next] : [])]
      if (next?.id !== job.id) board.done = [...board.done, job.id].slice(-rememberedJobs)
    })
  }

  async #change(change: (board: Board) => void): Promise<void> {
    await this.#sources.records.alone('jobs', async () => {
      const board = await this.#load()
      change(board)
      await this.#sources.records.write('jobs', board)
    })
    this.#wake()
  }

  async #load(): Promise<Board> {
    return (await this.#sources.records.read<Board>('jobs')) ?? { pending: [], done: [] }
  }

  #wake(): void {
    this.#changed = true
    this.#nap.abort()
  }
}
