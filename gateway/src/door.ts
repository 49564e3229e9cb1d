import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { atomicWrite, type Lifecycle } from '@bartab/kit'
import { listenersOn } from './listeners-on.ts'

export interface DoorOptions {
  /** Says what became of this process, for the next start and for the operator. */
  file: string
  /** The public port. */
  port: number
  /** Becomes a process that only waits. Default: `sleep`, which needs a megabyte where Node needs forty. */
  rest?: () => void
  /**
   * How long somebody else has to come up when everything is started anew, milliseconds. Default 4 s: one that serves too
   * early leaves again.
   */
  patienceMs?: number
  /** How long somebody else has listened before this one, which only filled a gap, leaves. Milliseconds; default 3 s. */
  graceMs?: number
}

export type DoorState = 'leaving' | 'parked' | 'serving'

const lookMs = 200

/**
 * A gateway in a container that has been followed by another in the same network. It must not end, for the network
 * would end with it: it parks. From then on it serves only while nobody else listens on the port, as where an engine that
 * was started anew did not bring the other one back, and parks again as soon as somebody does.
 *
 * @see docs/decisions/0014-door.md
 */
export class Door {
  readonly #options: Required<DoorOptions>
  readonly #wasFollowed: boolean

  constructor(options: DoorOptions) {
    this.#options = { rest: restAsSleep, patienceMs: 4_000, graceMs: 3_000, ...options }
    this.#wasFollowed = existsSync(options.file)
  }

  /** Waits until this gateway is to serve: at once, unless it was followed and the other one comes up. */
  async untilNeeded(): Promise<void> {
    if (!this.#wasFollowed) return
    const { port, patienceMs } = this.#options
    const until = AbortSignal.timeout(patienceMs)
    while (!until.aborted) {
      if (listenersOn(port) > 0) return await this.#park()
      await sleep(lookMs)
    }
    await this.#note('serving')
  }

  /**
   * Leaves the port to another on SIGWINCH, which does nothing to a program that sleeps, and to whoever comes where this
   * one only filled a gap.
   */
  watch(lifecycle: Pick<Lifecycle, 'stop'>): void {
    process.once('SIGWINCH', () => void this.#leave(lifecycle))
    if (this.#wasFollowed) void this.#untilFollowed().then(() => this.#leave(lifecycle))
  }

  async #untilFollowed(): Promise<void> {
    const { port, graceMs } = this.#options
    for (let seenMs = 0; seenMs < graceMs; ) {
      await sleep(lookMs, undefined, { ref: false })
      seenMs = listenersOn(port) > 1 ? seenMs + lookMs : 0
    }
  }

  async #leave(lifecycle: Pick<Lifecycle, 'stop'>): Promise<void> {
    await this.#note('leaving')
    await lifecycle.stop().catch(() => undefined)
    await this.#park()
  }

  async #park(): Promise<never> {
    await this.#note('parked')
    this.#options.rest()
    // where it cannot become another program it waits as it is
    return await new Promise(() => setInterval(() => undefined, 3_600_000))
  }

  async #note(state: DoorState): Promise<void> {
    await mkdir(dirname(this.#options.file), { recursive: true })
    await atomicWrite(this.#options.file, state)
  }
}

const sleepProgram = '/usr/bin/sleep'

function restAsSleep(): void {
  if (existsSync(sleepProgram)) process.execve?.(sleepProgram, ['sleep', 'infinity'], {})
}
