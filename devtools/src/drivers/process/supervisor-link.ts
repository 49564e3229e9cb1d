import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, openSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CliFailure } from '@bartab/kit/cli'
import { readJson } from '../../state/json-file.ts'
import { endProcess, isAlive } from '../../state/process-identity.ts'
import type { StackFolder } from '../../state/stack-folder.ts'
import type { SupervisorNote } from './supervisor.ts'
import type { UnitStatus } from './unit.ts'

const startPatienceMs = 15_000
const longestSocketPath = 100

/** The CLI's end of the line to a stack's supervisor. */
export class SupervisorLink {
  readonly #folder: StackFolder
  readonly #compileCache: string
  #starting: Promise<void> | undefined
  #ending: Promise<void> | undefined

  constructor(folder: StackFolder, compileCache: string) {
    this.#folder = folder
    this.#compileCache = compileCache
  }

  /** The supervisor's own note; nothing where none runs, whatever the file says. */
  running(): SupervisorNote | undefined {
    const note = this.note()
    return note && isAlive(note.process) ? note : undefined
  }

  /** What the last supervisor wrote, alive or not. */
  note(): SupervisorNote | undefined {
    return readJson<SupervisorNote>(this.#folder.supervisor)
  }

  /** The units as the supervisor sees them; without one, those of the last that still run. */
  async units(): Promise<UnitStatus[]> {
    return this.running() === undefined ? this.#orphans() : await this.#call('GET', '/units')
  }

  async unit(name: string): Promise<UnitStatus | undefined> {
    return (await this.units()).find((unit) => unit.name === name)
  }

  /** A successor goes on under the name of the service whose place it takes. */
  async promote(successor: string, service: string): Promise<void> {
    if (this.running() !== undefined) await this.#call('POST', `/units/${successor}/promote?to=${service}`)
  }

  /** Starts a unit, and the supervisor before it where none runs. */
  async start(name: string): Promise<void> {
    await this.#ensure()
    await this.#call('POST', `/units/${name}/start`)
  }

  async stop(name: string, timeoutMs?: number): Promise<void> {
    if (this.running() === undefined) return await this.#endOrphan(name, timeoutMs)
    await this.#call('POST', `/units/${name}/stop${timeoutMs === undefined ? '' : `?timeout_ms=${timeoutMs}`}`)
  }

  /** Ends the supervisor and what it still runs. */
  async end(): Promise<void> {
    this.#ending ??= this.#end().finally(() => {
      this.#ending = undefined
    })
    await this.#ending
  }

  async #end(): Promise<void> {
    const note = this.running()
    if (note === undefined) return
    await this.#call('POST', '/end')
    while (isAlive(note.process)) await sleep(10)
  }

  #orphans(): UnitStatus[] {
    const left = this.note()?.units ?? []
    return left.filter((unit) => unit.process && isAlive(unit.process)).map((unit) => ({ ...unit, state: 'orphaned' }))
  }

  async #endOrphan(name: string, timeoutMs = 10_000): Promise<void> {
    const orphan = this.#orphans().find((unit) => unit.name === name)?.process
    if (orphan) await endProcess(orphan, timeoutMs)
  }

  async #ensure(): Promise<void> {
    if (this.running() !== undefined && (await this.#answers())) return
    this.#starting ??= this.#launch().finally(() => {
      this.#starting = undefined
    })
    await this.#starting
  }

  async #launch(): Promise<void> {
    mkdirSync(this.#folder.logs, { recursive: true, mode: 0o700 })
    const file = join(this.#folder.logs, 'supervisor.log')
    const log = openSync(file, 'a', 0o600)
    const script = join(import.meta.dirname, 'supervisor-main.ts')
    const child = spawn(process.execPath, [script, this.#folder.path, socketPath(this.#folder)], {
      detached: true,
      stdio: ['ignore', log, log],
      cwd: this.#folder.path,
      env: { ...process.env, NODE_COMPILE_CACHE: this.#compileCache },
    })
    child.unref()
    let ended = false
    child.once('exit', (code) => {
      // another one was faster, and is about to answer
      ended = code !== 0
    })
    for (let waited = 0; waited < startPatienceMs; waited += 15) {
      if (await this.#answers()) return
      if (ended) break
      await sleep(15)
    }
    throw new CliFailure('SUPERVISOR_FAILED', 'the supervisor did not start', { evidence: [`see ${file}`] })
  }

  async #answers(): Promise<boolean> {
    return await this.#call('GET', '/units').then(
      () => true,
      () => false,
    )
  }

  async #call(method: string, path: string): Promise<UnitStatus[]> {
    const { promise, resolve, reject } = Promise.withResolvers<UnitStatus[]>()
    const call = request({ method, path, socketPath: socketPath(this.#folder), agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text
      })
      response.on('end', () => {
        if (response.statusCode === 200) resolve(JSON.parse(body) as UnitStatus[])
        else
          reject(new CliFailure('SUPERVISOR_REFUSED', `the supervisor refused ${method} ${path}`, { evidence: [body] }))
      })
      response.on('error', reject)
    })
    call.on('error', reject).end()
    return await promise
  }
}

/** In the stack's own folder, or where that path is too long for a socket, in a folder of the user's own. */
export function socketPath(folder: StackFolder): string {
  const near = join(folder.path, 'supervisor.sock')
  if (near.length <= longestSocketPath) return near
  const far = join(tmpdir(), `bartab-${userInfo().uid}`)
  mkdirSync(far, { recursive: true, mode: 0o700 })
  return join(far, `${createHash('sha256').update(folder.path).digest('hex').slice(0, 16)}.sock`)
}
