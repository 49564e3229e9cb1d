import { Worker } from 'node:worker_threads'
import { Problem, type ProblemCode } from '@bartab/sdk/problems'
import type { ChatStore } from '../store/chat-store.ts'
import { perform, type ReadingJob } from './job.ts'
import type { ReadingAnswer } from './worker.ts'

interface Waiting {
  job: ReadingJob
  resolve: (json: string) => void
  reject: (reason: unknown) => void
}

/** Jobs that may wait for their turn; more are refused. */
const mostWaiting = 64
/** A thread with nothing to do for this long, in milliseconds, ends and gives its memory back. */
const idleMs = 30_000
const worker = new URL('./worker.ts', import.meta.url)

/**
 * Does long reads one after the other in a thread with a connection of its own, off the event loop.
 * A database in memory has no second connection: there they are done on the spot.
 */
export class ReadingRoom {
  readonly #store: ChatStore
  readonly #queue: Waiting[] = []
  #thread: Worker | undefined
  #current: Waiting | undefined
  #idle: NodeJS.Timeout | undefined

  constructor(store: ChatStore) {
    this.#store = store
  }

  /** @throws {Problem} SEARCH_BUSY, and what the job throws */
  read(job: ReadingJob): Promise<string> {
    if (this.#store.db.memory) return Promise.resolve().then(() => perform(this.#store, job))
    if (this.#queue.length >= mostWaiting)
      return Promise.reject(new Problem('SEARCH_BUSY', { headers: { 'retry-after': '2' } }))
    return new Promise((resolve, reject) => {
      this.#queue.push({ job, resolve, reject })
      this.#next()
    })
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle)
    const thread = this.#thread
    this.#thread = undefined
    await thread?.terminate()
  }

  #next(): void {
    if (this.#current !== undefined) return
    clearTimeout(this.#idle)
    this.#current = this.#queue.shift()
    if (this.#current !== undefined) this.#hired().postMessage(this.#current.job)
    else this.#idle = setTimeout(() => void this.close(), idleMs).unref()
  }

  #hired(): Worker {
    if (this.#thread !== undefined) return this.#thread
    const thread = new Worker(worker, {
      workerData: { file: this.#store.db.name },
      resourceLimits: { maxOldGenerationSizeMb: 64 },
    })
    thread.unref()
    thread.on('message', (answer: ReadingAnswer) => this.#done((waiting) => settle(waiting, answer)))
    thread.on('error', (error) => this.#done((waiting) => waiting.reject(error)))
    thread.on('exit', () => this.#gone(thread))
    this.#thread = thread
    return thread
  }

  #gone(thread: Worker): void {
    if (this.#thread === thread) this.#thread = undefined
    this.#done((waiting) => waiting.reject(new Problem('SEARCH_BUSY', { detail: 'the search was broken off' })))
  }

  #done(tell: (waiting: Waiting) => void): void {
    const waiting = this.#current
    this.#current = undefined
    if (waiting === undefined) return
    tell(waiting)
    this.#next()
  }
}

function settle({ resolve, reject }: Waiting, answer: ReadingAnswer): void {
  if ('json' in answer) resolve(answer.json)
  else if ('error' in answer) reject(new Error(answer.error))
  else {
    const { code, detail } = answer.problem
    reject(new Problem(code as ProblemCode, detail === undefined ? {} : { detail }))
  }
}
