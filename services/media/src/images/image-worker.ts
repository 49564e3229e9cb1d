import { type ChildProcess, fork } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Problem } from '@bartab/sdk/problems'
import type { ImageJob, ImageOutcome, ResultOf } from './image-job.ts'

export interface ImageWorkerOptions {
  /** How long one image may take, in milliseconds. Then its process is killed. */
  timeoutMs: number
  /** How many images may wait. */
  maxWaiting: number
  /** How long the process is kept with nothing to do, in milliseconds: it holds some 60 MB. */
  idleMs: number
  /** The program to run; a test puts a worse one in its place. */
  program?: URL
}

interface Waiting {
  job: ImageJob
  settle: PromiseWithResolvers<ImageOutcome>
}

/**
 * Reads images one after the other in a process of its own, which starts with the first image, ends when idle, and
 * may be killed by a bad one: that image is refused, the next gets a new process.
 */
export class ImageWorker {
  readonly #options: ImageWorkerOptions
  readonly #waiting: Waiting[] = []
  #current: Waiting | undefined
  #child: ChildProcess | undefined
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(options: ImageWorkerOptions) {
    this.#options = options
  }

  /**
   * @throws {Problem} IMAGE_BROKEN, IMAGE_TOO_LARGE, IMAGE_TOO_SLOW for this image, IMAGE_QUEUE_FULL, STORAGE_FULL.
   */
  async run<J extends ImageJob>(job: J): Promise<ResultOf<J>> {
    if (this.#closed) throw new Problem('DRAINING')
    if (this.#waiting.length >= this.#options.maxWaiting) throw queueFull()
    const settle = Promise.withResolvers<ImageOutcome>()
    this.#waiting.push({ job, settle })
    this.#next()
    const outcome = await settle.promise
    if ('full' in outcome) throw new Problem('STORAGE_FULL')
    if ('refusal' in outcome) throw new Problem(outcome.refusal.code, { detail: outcome.refusal.detail })
    return outcome.result as ResultOf<J>
  }

  /** Ends the process; images still waiting are refused. */
  close(): void {
    this.#closed = true
    for (const { settle } of this.#waiting.splice(0)) settle.reject(new Problem('DRAINING'))
    this.#kill()
    this.#finish(({ reject }) => reject(new Problem('DRAINING')))
  }

  #next(): void {
    if (this.#current !== undefined) return
    this.#current = this.#waiting.shift()
    clearTimeout(this.#timer)
    if (this.#current === undefined) this.#timer = this.#after(this.#options.idleMs, () => this.#kill())
    else this.#begin(this.#current.job)
  }

  #begin(job: ImageJob): void {
    this.#timer = this.#after(this.#options.timeoutMs, () => this.#giveUp())
    this.#child ??= this.#start()
    this.#child.send(job, (error) => error && this.#died(this.#child))
  }

  #start(): ChildProcess {
    const program = this.#options.program ?? new URL('./image-process.ts', import.meta.url)
    // nothing of our environment: whatever a hostile image makes of the process, there is no secret in it
    const child = fork(fileURLToPath(program), {
      env: { MALLOC_ARENA_MAX: '1' },
      execArgv: ['--max-old-space-size=64', '--max-semi-space-size=1'],
      serialization: 'json',
    })
    goesFirst(child)
    child.on('message', (outcome: ImageOutcome) => this.#finish(({ resolve }) => resolve(outcome)))
    child.once('exit', (_code, signal) => this.#died(child, signal))
    child.once('error', () => this.#died(child))
    child.unref()
    child.channel?.unref()
    return child
  }

  #died(child: ChildProcess | undefined, signal?: NodeJS.Signals | null): void {
    if (child !== this.#child) return
    this.#kill()
    this.#finish(({ reject }) => reject(signal === 'SIGKILL' ? outOfMemory() : decoderEnded()))
  }

  #giveUp(): void {
    this.#kill()
    const detail = `It took more than ${this.#options.timeoutMs} ms.`
    this.#finish(({ reject }) => reject(new Problem('IMAGE_TOO_SLOW', { detail })))
  }

  #kill(): void {
    this.#child?.kill('SIGKILL')
    this.#child = undefined
  }

  #finish(answer: (settle: PromiseWithResolvers<ImageOutcome>) => void): void {
    const current = this.#current
    this.#current = undefined
    clearTimeout(this.#timer)
    if (current !== undefined) answer(current.settle)
    if (!this.#closed) this.#next()
  }

  #after(ms: number, act: () => void): NodeJS.Timeout {
    return setTimeout(act, ms).unref()
  }
}

/**
 * When memory runs out, the kernel takes this process and leaves the service. Said before the process says anything
 * itself: loading the decoder may be what takes the last of it.
 */
function goesFirst({ pid }: ChildProcess): void {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, '1000')
  } catch {
    // where there is no such file, nobody asks for it
  }
}

function decoderEnded(): Problem {
  return new Problem('IMAGE_BROKEN', { detail: 'Reading it ended the decoder.' })
}

/** Nobody else kills with that signal: the kernel does, when memory runs out. */
function outOfMemory(): Problem {
  return new Problem('IMAGE_TOO_LARGE', { detail: 'Reading it takes more memory than there is.' })
}

function queueFull(): Problem {
  return new Problem('IMAGE_QUEUE_FULL', { headers: { 'retry-after': '5' } })
}
