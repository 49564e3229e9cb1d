import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { DesiredService } from '../../plan/desired.ts'
import { signalProcess } from '../../state/process-identity.ts'
import type { ExecResult } from '../driver.ts'
import type { Sighting } from '../readiness.ts'
import { isWaiting, type Successors, standByFile, standByVariable } from '../successors.ts'
import { findFreePorts } from './free-ports.ts'
import { callPort } from './internal-port.ts'
import { lastLines } from './log-files.ts'
import type { PortBook } from './port-book.ts'
import type { ProcessData } from './process-data.ts'
import { runBeside } from './run-beside.ts'
import type { SupervisorLink } from './supervisor-link.ts'
import type { UnitSpec } from './unit.ts'
import { successorUnit, type UnitSpecs, unitSpec } from './unit-specs.ts'

export interface SuccessorGround {
  specs: UnitSpecs
  link: SupervisorLink
  ports: PortBook
  data: ProcessData
  logs: string
}

/**
 * A successor is a second unit. One that keeps data stands by and takes over the ports with the data; the gateway
 * listens on the same public port as the old one, and has an internal port of its own.
 */
export class ProcessSuccessors implements Successors {
  readonly #ground: SuccessorGround

  constructor(ground: SuccessorGround) {
    this.#ground = ground
  }

  async create(service: DesiredService): Promise<void> {
    const { specs, link } = this.#ground
    await this.discard(service.name)
    const env = service.published
      ? { BARTAB_INTERNAL_PORT: String((await findFreePorts(1))[0]) }
      : { [standByVariable]: randomUUID() }
    const spec = unitSpec(service)
    specs.write({ ...spec, name: successorUnit(service.name), env: { ...spec.env, ...env } })
    await link.start(successorUnit(service.name))
  }

  async isBeside(service: string): Promise<boolean> {
    const nonce = this.#spec(service).env[standByVariable]
    if (nonce === undefined) return await this.isReady(service)
    return isWaiting(await this.#ground.data.readFile(service, standByFile(nonce)))
  }

  async sight(service: string): Promise<Sighting> {
    const unit = await this.#ground.link.unit(successorUnit(service))
    return { running: unit?.state === 'running', restarts: unit?.restarts ?? 0, lastExit: unit?.lastExit }
  }

  async lastLines(service: string): Promise<string[]> {
    return lastLines(join(this.#ground.logs, `${service}.log`), 20)
  }

  async exec(service: string, command: readonly string[]): Promise<ExecResult> {
    return await runBeside(this.#spec(service), command)
  }

  async stopOld({ name, stopTimeoutMs }: DesiredService): Promise<void> {
    await this.#ground.link.stop(name, stopTimeoutMs)
  }

  async takeOver({ name, published }: DesiredService): Promise<void> {
    if (published) return
    const unit = await this.#ground.link.unit(successorUnit(name))
    if (unit?.process) signalProcess(unit.process, 'SIGUSR2')
  }

  async isReady(service: string): Promise<boolean> {
    const port = Number(this.#spec(service).env['BARTAB_INTERNAL_PORT'])
    return (await callPort(port, { method: 'GET', path: '/readyz' }))?.status === 200
  }

  async takeBack(service: string): Promise<void> {
    await this.discard(service)
    await this.#ground.link.start(service)
  }

  async promote(service: string): Promise<void> {
    const { specs, link, ports } = this.#ground
    const spec = specs.find(successorUnit(service))
    if (spec === undefined) return
    await link.stop(service)
    if (spec.env[standByVariable] === undefined) ports.move(service, Number(spec.env['BARTAB_INTERNAL_PORT']))
    specs.promote(service)
    await link.promote(successorUnit(service), service)
  }

  async discard(service: string): Promise<void> {
    const { specs, link } = this.#ground
    specs.remove(successorUnit(service))
    await link.stop(successorUnit(service))
  }

  #spec(service: string): UnitSpec {
    return this.#ground.specs.require(successorUnit(service))
  }
}
