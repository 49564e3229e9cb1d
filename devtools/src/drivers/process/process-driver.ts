import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, normalize } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { receiveFile, type StoredFile } from '@bartab/backups'
import { CliFailure } from '@bartab/kit/cli'
import type { Context } from '../../cli/context.ts'
import type { Desired, DesiredService } from '../../plan/desired.ts'
import type { Observed, ObservedService, ServiceState } from '../../plan/observed.ts'
import type { Step } from '../../plan/step.ts'
import { isDataName } from '../../stack/data-name.ts'
import type { Stack } from '../../stack/stack.ts'
import { readJson, removeFile, writeJson } from '../../state/json-file.ts'
import type { StackFolder } from '../../state/stack-folder.ts'
import type { Driver, ExecResult, InternalAnswer, LogLine, LogQuery } from '../driver.ts'
import { answerTimeoutMs, askReadiness, healthOf } from '../health.ts'
import { mergeLogs, mergeTails } from '../merge-logs.ts'
import { awaitReady } from '../readiness.ts'
import { desireProcesses } from './desire-processes.ts'
import { filesBelow } from './files-below.ts'
import { readLogFile } from './log-files.ts'
import { PortBook } from './port-book.ts'
import { unitFile } from './supervisor.ts'
import { SupervisorLink } from './supervisor-link.ts'
import type { UnitSpec, UnitState, UnitStatus } from './unit.ts'
import { buildWebClient, builtWebSources } from './web-client.ts'

const states: Record<UnitState, ServiceState> = {
  stopped: 'stopped',
  running: 'running',
  'backing-off': 'restarting',
  stopping: 'running',
  orphaned: 'orphaned',
}

const internalPollMs = 30

/** Runs a stack as child processes of a supervisor, on ports of the loopback address. For a machine without Docker. */
export class ProcessDriver implements Driver {
  readonly kind = 'process'
  readonly #context: Context
  readonly #folder: StackFolder
  readonly #dataRoot: string
  readonly #ports: PortBook
  readonly #link: SupervisorLink
  readonly #compileCache: string

  constructor(context: Context, folder: StackFolder, dataDir: string | undefined) {
    this.#context = context
    this.#folder = folder
    this.#dataRoot = dataDir ?? folder.data
    this.#ports = new PortBook(folder.ports)
    this.#compileCache = join(context.home, 'cache', 'compile')
    this.#link = new SupervisorLink(folder, this.#compileCache)
  }

  async desire(stack: Stack): Promise<Desired> {
    const units = await this.#link.units()
    await this.#ports.fill((name) => units.some((unit) => unit.name === name && unit.process !== undefined))
    const { root, env } = this.#context
    return desireProcesses(stack, {
      root,
      env,
      dataRoot: this.#dataRoot,
      compileCache: this.#compileCache,
      ports: this.#ports,
      node: process.execPath,
    })
  }

  async observe(): Promise<Observed> {
    const running = await this.#link.units()
    const specs = this.#specs()
    const services = specs.map((spec) =>
      this.#observeUnit(
        spec,
        running.find(({ name }) => name === spec.name),
      ),
    )
    return {
      networks: [],
      images: new Map(),
      volumes: this.#volumes(),
      services: await Promise.all(services),
      webSources: builtWebSources(this.#context.root),
    }
  }

  async execute(step: Step, signal: AbortSignal): Promise<void> {
    switch (step.do) {
      case 'create-volume':
        mkdirSync(step.volume.name, { recursive: true, mode: 0o700 })
        return
      case 'remove-volume':
        rmSync(step.name, { recursive: true, force: true })
        return
      case 'create-service':
        return this.#writeSpec(step.service)
      case 'start-service':
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
        return
      default:
        step satisfies never
    }
  }

  async internal(service: string, path: string, patienceMs = 0): Promise<InternalAnswer | undefined> {
    if (!this.#ports.knows(service)) return undefined
    const until = this.#context.clock() + patienceMs
    for (;;) {
      const answer = await this.#ask(service, path)
      if (answer?.status === 200 || this.#context.clock() >= until) return answer
      await sleep(internalPollMs)
    }
  }

  async #ask(service: string, path: string): Promise<InternalAnswer | undefined> {
    try {
      const url = `http://127.0.0.1:${this.#ports.of(service).internal}${path}`
      const response = await fetch(url, { signal: AbortSignal.timeout(answerTimeoutMs) })
      return { status: response.status, body: await response.text() }
    } catch {
      return undefined
    }
  }

  async readFile(service: string, path: string): Promise<Buffer | undefined> {
    try {
      return await readFile(this.#hostPath(service, path))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }

  files(service: string, path: string): AsyncIterable<StoredFile> {
    return filesBelow(this.#dataOf(service), this.#hostPath(service, path))
  }

  async fill({ launch }: DesiredService, files: AsyncIterable<StoredFile>): Promise<void> {
    const folder = launch.env['BARTAB_DATA_DIR'] ?? ''
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    for await (const { path, content, mode } of files) await receiveFile(join(folder, path), content, mode)
  }

  /** Where a service keeps its data: as it was last started, or as it would be the first time. */
  #dataOf(service: string): string {
    return readJson<UnitSpec>(unitFile(this.#folder, service))?.env['BARTAB_DATA_DIR'] ?? join(this.#dataRoot, service)
  }

  #hostPath(service: string, path: string): string {
    const clean = normalize(path)
    if (!clean.startsWith('/data/')) throw new Error(`${path} is not below /data`)
    return join(this.#dataOf(service), clean.slice('/data/'.length))
  }

  async exec(service: string, command: readonly string[]): Promise<ExecResult> {
    const spec = this.#specOf(service)
    const [program = '', ...args] = command
    const { promise, resolve } = Promise.withResolvers<ExecResult>()
    const node = program === 'node' ? process.execPath : program
    execFile(node, args, { cwd: spec.cwd, env: spec.env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      resolve({ exitCode, stdout, stderr })
    })
    return await promise
  }

  async startService(name: string): Promise<void> {
    this.#specOf(name)
    await this.#link.start(name)
  }

  async stopService(name: string, timeoutMs?: number): Promise<void> {
    await this.#link.stop(name, timeoutMs)
  }

  logs({ services, tail, follow, signal }: LogQuery): AsyncIterable<LogLine> {
    const names = services.length > 0 ? services : this.#specs().map(({ name }) => name)
    const logs = names.map((name) => this.#logOf(name, tail, follow, signal))
    return follow ? mergeLogs(logs) : mergeTails(logs)
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async *#logOf(service: string, tail: number, follow: boolean, signal: AbortSignal): AsyncGenerator<LogLine> {
    const file = join(this.#folder.logs, `${service}.log`)
    for await (const text of readLogFile(file, tail, follow, signal)) yield { service, text }
  }

  async #observeUnit(spec: UnitSpec, unit: UnitStatus | undefined): Promise<ObservedService> {
    const state = unit === undefined ? 'stopped' : states[unit.state]
    const answers = state === 'running' || state === 'orphaned'
    const answer =
      answers && spec.role === 'server'
        ? await askReadiness(async (path) => await this.internal(spec.name, path))
        : undefined
    return {
      name: spec.name,
      role: spec.role,
      handle: unit?.process === undefined ? spec.name : `process ${unit.process.pid}`,
      state,
      health: healthOf(spec.role, state, answer, unit?.startedTs, this.#context.clock()),
      hash: unit?.hash ?? spec.hash,
      networks: [],
      restarts: unit?.restarts ?? 0,
      ...(unit?.startedTs === undefined ? {} : { startedTs: unit.startedTs }),
      ...(unit?.lastExit === undefined ? {} : { lastExit: unit.lastExit }),
    }
  }

  #watch(signal: AbortSignal) {
    const { verb, stackName, clock } = this.#context
    const sight = async (service: string) => {
      const unit = (await this.#link.units()).find(({ name }) => name === service)
      return { running: unit?.state === 'running', restarts: unit?.restarts ?? 0, lastExit: unit?.lastExit }
    }
    return { driver: this, verb, stackName, clock, signal, sight }
  }

  #writeSpec({ name, role, hash, launch, stopTimeoutMs }: DesiredService): void {
    if (launch.kind !== 'process') throw new Error(`${name} is not described as a process`)
    this.#ports.save()
    const { command, cwd, env } = launch
    const spec: UnitSpec = { name, role, hash, command, cwd, env, stopTimeoutMs }
    writeJson(unitFile(this.#folder, name), spec)
  }

  async #remove(name: string): Promise<void> {
    removeFile(unitFile(this.#folder, name))
    await this.#link.stop(name)
    if (this.#specs().length === 0) await this.#link.end()
  }

  #specs(): UnitSpec[] {
    if (!existsSync(this.#folder.units)) return []
    const files = readdirSync(this.#folder.units).filter((file) => file.endsWith('.json'))
    return files.flatMap((file) => readJson<UnitSpec>(join(this.#folder.units, file)) ?? [])
  }

  #specOf(name: string): UnitSpec {
    const spec = readJson<UnitSpec>(unitFile(this.#folder, name))
    if (spec !== undefined) return spec
    throw new CliFailure('NO_SUCH_SERVICE', `this stack has no service ${name}`, {
      evidence: [
        `it has ${
          this.#specs()
            .map((known) => known.name)
            .join(', ') || 'none'
        }`,
      ],
      fix: 'bartab status',
    })
  }

  /** Folders that this driver made: their names are those of services, whatever else lies beside them. */
  #volumes(): string[] {
    if (!existsSync(this.#dataRoot)) return []
    return readdirSync(this.#dataRoot)
      .filter(isDataName)
      .map((name) => join(this.#dataRoot, name))
  }
}
