import { type ChildProcess, spawn } from 'node:child_process'
import { identifyProcess, isAlive, type ProcessIdentity, signalProcess } from '../../state/process-identity.ts'

/** What the supervisor needs to run one service. Written by the CLI, read by the supervisor, mode 0600. */
export interface UnitSpec {
  name: string
  role: 'server' | 'bot' | 'sidecar'
  hash: string
  command: readonly string[]
  cwd: string
  env: Readonly<Record<string, string>>
  stopTimeoutMs: number
  /** Names the state of the secrets that it is given as files. */
  secrets?: string
}

/** Orphaned: it runs, and the supervisor that started it does not. */
export type UnitState = 'stopped' | 'running' | 'backing-off' | 'stopping' | 'orphaned'

export interface UnitStatus {
  name: string
  role: 'server' | 'bot' | 'sidecar'
  hash: string
  state: UnitState
  process?: ProcessIdentity
  startedTs?: number
  restarts: number
  lastExit?: string
}

export interface UnitDeps {
  clock: () => number
  /** Where the process writes by itself, and the supervisor about it. */
  log: { readonly descriptor: number; write(text: string): void }
  /** Told after every change of state. */
  changed: () => void
}

const watchMs = 250
const firstDelayMs = 200
const longestDelayMs = 30_000
const steadyAfterMs = 60_000

/** How long to wait before a service that ended is started again, in ms: longer each time in a row. */
export const restartDelay = (inARow: number): number => Math.min(longestDelayMs, firstDelayMs * 2 ** inARow)

/** One supervised process: stopped -> running -> (backing-off -> running)* -> stopping -> stopped. */
export class Unit {
  #spec: UnitSpec
  readonly #deps: UnitDeps
  #state: UnitState = 'stopped'
  #child: ChildProcess | undefined
  /** Looks whether an adopted process still runs. */
  #watch: NodeJS.Timeout | undefined
  #identity: ProcessIdentity | undefined
  #timer: NodeJS.Timeout | undefined
  #startedTs: number | undefined
  #restarts = 0
  #inARow = 0
  #lastExit: string | undefined
  #ended = Promise.withResolvers<void>()

  constructor(spec: UnitSpec, deps: UnitDeps) {
    this.#spec = spec
    this.#deps = deps
  }

  get status(): UnitStatus {
    const { name, role, hash } = this.#spec
    return {
      name,
      role,
      hash,
      state: this.#state,
      restarts: this.#restarts,
      ...(this.#identity && { process: this.#identity }),
      ...(this.#startedTs !== undefined && this.#identity && { startedTs: this.#startedTs }),
      ...(this.#lastExit !== undefined && { lastExit: this.#lastExit }),
    }
  }

  /** Goes on under another name. */
  rename(name: string): void {
    this.#spec = { ...this.#spec, name }
  }

  start(): void {
    if (this.#state === 'running' || this.#state === 'stopping') return
    clearTimeout(this.#timer)
    this.#ended = Promise.withResolvers<void>()
    const [program = '', ...args] = this.#spec.command
    const { cwd, env } = this.#spec
    const { log } = this.#deps
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', log.descriptor, log.descriptor] })
    this.#child = child
    this.#identity = child.pid === undefined ? undefined : identifyProcess(child.pid)
    this.#startedTs = this.#deps.clock()
    child.once('error', (error) => this.#onEnd(`an error at start: ${error.message}`))
    child.once('exit', (code, signal) => this.#onEnd(signal === null ? `exit code ${code}` : `signal ${signal}`))
    this.#become('running')
  }

  /** Looks after a process that somebody else has started, and that goes on meanwhile. How it ends cannot be known. */
  adopt({ process, startedTs, restarts, lastExit }: UnitStatus): void {
    if (process === undefined) return
    this.#ended = Promise.withResolvers<void>()
    this.#identity = process
    this.#startedTs = startedTs
    this.#restarts = restarts
    this.#lastExit = lastExit
    this.#watch = setInterval(() => {
      if (!isAlive(process)) this.#onEnd('a status that nobody saw')
    }, watchMs)
    this.#become('running')
  }

  /** Asks the process to end, and ends it after the timeout. Resolves once it has ended. */
  async stop(timeoutMs = this.#spec.stopTimeoutMs): Promise<void> {
    clearTimeout(this.#timer)
    if (this.#state === 'backing-off') this.#become('stopped')
    if (this.#state === 'stopped') return
    this.#become('stopping')
    this.#signal('SIGTERM')
    const impatience = setTimeout(() => this.#signal('SIGKILL'), timeoutMs)
    await this.#ended.promise
    clearTimeout(impatience)
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#child) this.#child.kill(signal)
    else if (this.#identity) signalProcess(this.#identity, signal)
  }

  #onEnd(how: string): void {
    if (this.#child === undefined && this.#watch === undefined) return
    clearInterval(this.#watch)
    this.#watch = undefined
    const ran = this.#deps.clock() - (this.#startedTs ?? 0)
    this.#child = undefined
    this.#identity = undefined
    this.#lastExit = how
    this.#ended.resolve()
    if (this.#state === 'stopping') this.#become('stopped')
    else this.#backOff(how, ran)
  }

  #backOff(how: string, ran: number): void {
    this.#inARow = ran > steadyAfterMs ? 0 : this.#inARow
    const delay = restartDelay(this.#inARow)
    this.#deps.log.write(
      `${JSON.stringify({ supervisor: `${this.#spec.name} ended with ${how}; again in ${delay} ms` })}\n`,
    )
    this.#inARow += 1
    this.#timer = setTimeout(() => {
      this.#restarts += 1
      this.start()
    }, delay)
    this.#become('backing-off')
  }

  #become(state: UnitState): void {
    this.#state = state
    this.#deps.changed()
  }
}
