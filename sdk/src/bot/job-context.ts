import type { Surroundings } from '../client/surroundings.ts'
import type { Job } from './jobs.ts'
import { RoomWork, type WorkParts } from './room-work.ts'

/** One job at its time. A job that is done again after a crash has each of its effects once. */
export class JobContext<T = unknown> extends RoomWork {
  readonly data: T
  /** When it was to be done. Milliseconds since the epoch. */
  readonly dueTs: number
  readonly #around: Surroundings
  readonly #stop: AbortSignal
  readonly #id: string

  constructor(parts: WorkParts, job: Job, around: Surroundings, stop: AbortSignal) {
    super(parts)
    this.data = job.data as T
    this.dueTs = job.dueTs
    this.#id = job.id
    this.#around = around
    this.#stop = stop
  }

  /** The time now. */
  get now(): number {
    return this.#around.clock()
  }

  /** Waits until a time, which may be past already. @throws when the bot is told to stop: the job goes on after its next start */
  async until(ts: number): Promise<void> {
    const wait = ts - this.#around.clock()
    if (wait > 0) await this.#around.sleep(wait, this.#stop)
  }

  protected override get chanceName(): string {
    return this.#id
  }
}
