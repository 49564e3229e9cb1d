import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readJson, writeJson } from '../../state/json-file.ts'
import { endProcess, isAlive, type ProcessIdentity } from '../../state/process-identity.ts'
import type { StackFolder } from '../../state/stack-folder.ts'
import { RotatingLog } from './rotating-log.ts'
import { Unit, type UnitSpec, type UnitStatus } from './unit.ts'
import { serviceOfUnit, unitFile } from './unit-specs.ts'

/** What the supervisor leaves on disk, so that its successor finds its processes after a crash. */
export interface SupervisorNote {
  schema: 1
  process: ProcessIdentity
  socket: string
  units: UnitStatus[]
}

export interface SupervisorDeps {
  folder: StackFolder
  process: ProcessIdentity
  socket: string
  clock: () => number
}

const noteAgainMs = 500

/** Keeps the processes of one stack running. */
export class Supervisor {
  readonly #deps: SupervisorDeps
  readonly #units = new Map<string, Unit>()
  readonly #logs = new Map<string, RotatingLog>()
  #noteLater: NodeJS.Timeout | undefined

  constructor(deps: SupervisorDeps) {
    this.#deps = deps
  }

  get units(): UnitStatus[] {
    return [...this.#units.values()].map(({ status }) => status)
  }

  /** Starts a unit as its file describes it now. A unit that runs already is left alone. */
  start(name: string): void {
    const state = this.#units.get(name)?.status.state
    if (state === 'running' || state === 'stopping') return
    const spec = readJson<UnitSpec>(unitFile(this.#deps.folder, name))
    if (spec === undefined) throw new Error(`there is no unit ${name}`)
    const unit = new Unit(spec, {
      clock: this.#deps.clock,
      log: this.#logOf(name),
      changed: () => this.#note(),
    })
    void this.#units.get(name)?.stop()
    this.#units.set(name, unit)
    unit.start()
  }

  async stop(name: string, timeoutMs?: number): Promise<void> {
    await this.#units.get(name)?.stop(timeoutMs)
    if (!existsSync(unitFile(this.#deps.folder, name))) this.#units.delete(name)
    this.#note()
  }

  /** Lets a successor go on under the name of the service whose place it takes. */
  promote(successor: string, service: string): void {
    const unit = this.#units.get(successor)
    if (unit === undefined) return
    unit.rename(service)
    this.#units.delete(successor)
    this.#units.set(service, unit)
    this.#note()
  }

  /** Stops everything, the gateway and the bots first. */
  async stopAll(): Promise<void> {
    const names = [...this.#units.keys()]
    const atTheDoor = (name: string) => name === 'gateway' || name.startsWith('bot-')
    await Promise.all(names.filter(atTheDoor).map((name) => this.stop(name)))
    await Promise.all(names.filter((name) => !atTheDoor(name)).map((name) => this.stop(name)))
  }

  /**
   * Looks after what a predecessor that was killed has left running: it never stopped serving. What no file describes any
   * more is ended.
   */
  async adoptOrphans(graceMs: number): Promise<void> {
    const { folder, clock } = this.#deps
    const left = readJson<SupervisorNote>(folder.supervisor)?.units ?? []
    const alive = left.filter((unit) => unit.process && isAlive(unit.process))
    const unwanted = alive.filter((status) => {
      const spec = readJson<UnitSpec>(unitFile(folder, status.name))
      if (spec === undefined) return true
      const unit = new Unit(
        { ...spec, hash: status.hash },
        { clock, log: this.#logOf(status.name), changed: () => this.#note() },
      )
      this.#units.set(status.name, unit)
      unit.adopt(status)
      return false
    })
    await Promise.all(unwanted.map(({ process }) => process && endProcess(process, graceMs)))
    this.#note()
  }

  /** Puts logs aside that have grown too long. */
  checkLogs(): void {
    for (const log of this.#logs.values()) log.check()
  }

  /** A successor writes into the log of the service that it follows. */
  #logOf(unit: string): RotatingLog {
    const name = serviceOfUnit(unit)
    const known = this.#logs.get(name)
    if (known) return known
    const log = new RotatingLog(join(this.#deps.folder.logs, `${name}.log`))
    this.#logs.set(name, log)
    return log
  }

  /** A disk that is full for a while must not end what keeps the services running: the note is written once it takes it. */
  #note(): void {
    const { folder, process, socket } = this.#deps
    const note: SupervisorNote = { schema: 1, process, socket, units: this.units }
    clearTimeout(this.#noteLater)
    try {
      writeJson(folder.supervisor, note)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).errno === undefined) throw error
      this.#noteLater = setTimeout(() => this.#note(), noteAgainMs)
    }
  }
}
