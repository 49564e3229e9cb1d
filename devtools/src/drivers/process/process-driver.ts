import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { StoredFile } from '@bartab/backups'
import type { Context } from '../../cli/context.ts'
import type { Desired, DesiredService } from '../../plan/desired.ts'
import type { Observed } from '../../plan/observed.ts'
import type { DriverStep } from '../../plan/step.ts'
import type { Stack } from '../../stack/stack.ts'
import type { StackFolder } from '../../state/stack-folder.ts'
import type { Driver, ExecResult, InternalAnswer, InternalCall, LogLine, LogQuery } from '../driver.ts'
import { mergeLogs, mergeTails } from '../merge-logs.ts'
import { awaitReady } from '../readiness.ts'
import { desireProcesses } from './desire-processes.ts'
import { askPort, callPort } from './internal-port.ts'
import { readLogFile } from './log-files.ts'
import { observeSuccessor, observeUnit } from './observe-processes.ts'
import { PortBook } from './port-book.ts'
import { ProcessData } from './process-data.ts'
import { ProcessSuccessors } from './process-successors.ts'
import { outputBeside, runBeside } from './run-beside.ts'
import { SupervisorLink } from './supervisor-link.ts'
import type { UnitSpec } from './unit.ts'
import { isSuccessorUnit, serviceOfUnit, UnitSpecs, unitSpec } from './unit-specs.ts'
import { buildWebClient, builtWebSources } from './web-client.ts'

/** A gateway answers a hand-over once the old place has nothing left to do, in ms. */
const callTimeoutMs = 40_000

const namesOf = ({ services }: Stack): string[] => services.map(({ name }) => name)

/** Runs a stack as child processes of a supervisor, on ports of the loopback address. For a machine without Docker. */
export class ProcessDriver implements Driver {
  readonly kind = 'process'
  readonly successors: ProcessSuccessors
  readonly #context: Context
  readonly #folder: StackFolder
  readonly #dataRoot: string
  readonly #ports: PortBook
  readonly #link: SupervisorLink
  readonly #specs: UnitSpecs
  readonly #data: ProcessData
  readonly #compileCache: string

  constructor(context: Context, folder: StackFolder, dataDir: string | undefined) {
    this.#context = context
    this.#folder = folder
    this.#dataRoot = dataDir ?? folder.data
    this.#ports = new PortBook(folder.ports)
    this.#compileCache = join(context.home, 'cache', 'compile')
    this.#link = new SupervisorLink(folder, this.#compileCache)
    this.#specs = new UnitSpecs(folder)
    this.#data = new ProcessData(this.#dataRoot, this.#specs)
    const [specs, link, ports, data] = [this.#specs, this.#link, this.#ports, this.#data]
    this.successors = new ProcessSuccessors({ specs, link, ports, data, logs: folder.logs })
  }

  async desire(stack: Stack): Promise<Desired> {
    const units = await this.#link.units()
    // one that follows a service has taken over its ports
    const holds = (name: string) =>
      units.some((unit) => serviceOfUnit(unit.name) === name && unit.process !== undefined)
    await this.#ports.fill(namesOf(stack), stack.listen.port, holds)
    const { root, env } = this.#context
    return desireProcesses(stack, {
      ...{ root, env, dataRoot: this.#dataRoot, compileCache: this.#compileCache },
      ...{ ports: this.#ports, node: process.execPath },
    })
  }

  async observe(): Promise<Observed> {
    const ask = async ({ env }: UnitSpec, path: string) =>
      await callPort(Number(env['BARTAB_INTERNAL_PORT']), { method: 'GET', path })
    const view = { units: await this.#link.units(), clock: this.#context.clock, ask }
    const specs = this.#specs.all()
    const [successors, services] = [specs.filter(({ name }) => isSuccessorUnit(name)), this.#specs.services()]
    return {
      networks: [],
      images: new Map(),
      volumes: this.#data.volumes(),
      services: await Promise.all(services.map((spec) => observeUnit(spec, view))),
      successors: await Promise.all(successors.map((spec) => observeSuccessor(spec, view))),
      webSources: builtWebSources(this.#context.root),
    }
  }

  async execute(step: DriverStep, signal: AbortSignal): Promise<void> {
    switch (step.do) {
      case 'create-volume':
        mkdirSync(step.volume.name, { recursive: true, mode: 0o700 })
        return
      case 'remove-volume':
        rmSync(step.name, { recursive: true, force: true })
        return
      case 'create-service':
        this.#ports.save()
        return this.#specs.write(unitSpec(step.service))
      case 'start-service':
      case 'resume-service':
        return await this.startService(step.name)
      case 'stop-service':
        return await this.stopService(step.name, step.timeoutMs)
      case 'remove-service':
        return await this.#remove(step.name)
      case 'await-ready':
        return await awaitReady(this.#watch(signal), step)
      case 'build-web-client':
        return await buildWebClient({ ...this.#context, sources: step.sources, signal })
      case 'build-images':
      case 'pull-image':
      case 'create-network':
      case 'remove-network':
      case 'attach-network':
      case 'detach-network':
        return
      default:
        step satisfies never
    }
  }

  async internal(service: string, path: string, patienceMs = 0): Promise<InternalAnswer | undefined> {
    if (!this.#ports.knows(service)) return undefined
    return await askPort(this.#ports.of(service).internal, path, patienceMs, this.#context.clock)
  }

  async calls(service: string, calls: readonly InternalCall[]): Promise<InternalAnswer[]> {
    const answers: InternalAnswer[] = []
    for (const call of calls) {
      const answer = await callPort(this.#ports.of(service).internal, call, callTimeoutMs)
      if (answer === undefined) break
      answers.push(answer)
      if (answer.status >= 400) break
    }
    return answers
  }

  async readFile(service: string, path: string): Promise<Buffer | undefined> {
    return await this.#data.readFile(service, path)
  }

  files(service: string, path: string): AsyncIterable<StoredFile> {
    return this.#data.files(service, path)
  }

  async fill(service: DesiredService, files: AsyncIterable<StoredFile>): Promise<void> {
    await this.#data.fill(service, files)
  }

  async exec(service: string, command: readonly string[]): Promise<ExecResult> {
    return await runBeside(this.#specs.require(service), command)
  }

  output(service: string, command: readonly string[]): AsyncIterable<Buffer> {
    return outputBeside(this.#specs.require(service), command)
  }

  async startService(name: string): Promise<void> {
    this.#specs.require(name)
    await this.#link.start(name)
  }

  async stopService(name: string, timeoutMs?: number): Promise<void> {
    await this.#link.stop(name, timeoutMs)
  }

  logs({ services, tail, follow, signal }: LogQuery): AsyncIterable<LogLine> {
    const names = services.length > 0 ? services : this.#specs.services().map(({ name }) => name)
    const logs = names.map((name) => this.#logOf(name, tail, follow, signal))
    return follow ? mergeLogs(logs) : mergeTails(logs)
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async *#logOf(service: string, tail: number, follow: boolean, signal: AbortSignal): AsyncGenerator<LogLine> {
    const file = join(this.#folder.logs, `${service}.log`)
    for await (const text of readLogFile(file, tail, follow, signal)) yield { service, text }
  }

  #watch(signal: AbortSignal) {
    const { verb, stackName, clock } = this.#context
    const sight = async (service: string) => {
      const unit = await this.#link.unit(service)
      return { running: unit?.state === 'running', restarts: unit?.restarts ?? 0, lastExit: unit?.lastExit }
    }
    return { driver: this, verb, stackName, clock, signal, sight }
  }

  async #remove(name: string): Promise<void> {
    this.#specs.remove(name)
    await this.#link.stop(name)
    if (this.#specs.all().length === 0) await this.#link.end()
  }
}
