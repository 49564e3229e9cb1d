import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import type { OperatedStack } from './operated-stack.ts'
import { until } from './until.ts'

interface Unit {
  name: string
  state: string
  process?: { pid: number }
  lastExit?: string
}

/** The processes of a stack without Docker, as its supervisor has them: to be stopped, started, and done harm to. */
export class Supervised {
  readonly folder: string

  constructor({ home, name }: OperatedStack) {
    this.folder = join(home, 'stacks', name)
  }

  data(service: string, ...path: string[]): string {
    return join(this.folder, 'data', service, ...path)
  }

  unitFile(service: string): string {
    return join(this.folder, 'units', `${service}.json`)
  }

  ports(service: string): { public: number; internal: number } {
    return JSON.parse(readFileSync(join(this.folder, 'ports.json'), 'utf8'))[service]
  }

  get supervisorPid(): number {
    return JSON.parse(readFileSync(join(this.folder, 'supervisor.json'), 'utf8')).process.pid
  }

  async pid(service: string): Promise<number> {
    const unit = (await this.#units()).find(({ name }) => name === service)
    if (unit?.process === undefined) throw new Error(`${service} has no process`)
    return unit.process.pid
  }

  async stop(service: string): Promise<void> {
    await this.#call('POST', `/units/${service}/stop`)
  }

  async start(service: string): Promise<void> {
    await this.#call('POST', `/units/${service}/start`)
  }

  /** Ends it hard; its supervisor starts it again. */
  async kill(service: string): Promise<void> {
    process.kill(await this.pid(service), 'SIGKILL')
  }

  async whileStopped(service: string, act: () => unknown): Promise<void> {
    await this.stop(service)
    await act()
    await this.start(service)
  }

  /** Where a service says whether it is ready, and what it has to remark. */
  readyUrl(service: string): string {
    return `http://127.0.0.1:${this.ports(service).internal}/readyz`
  }

  async untilReady(service: string): Promise<void> {
    await until(`${service} to be ready`, async () =>
      (await fetch(this.readyUrl(service)).catch(() => undefined))?.ok ? true : undefined,
    )
  }

  /** It waits to be started again, having ended by itself. */
  async untilCrashing(service: string): Promise<void> {
    await until(`${service} to end by itself`, async () => {
      const unit = (await this.#units()).find(({ name }) => name === service)
      return unit?.state === 'backing-off' && unit.lastExit !== 'signal SIGKILL' ? true : undefined
    })
  }

  /** Changes the variables of a service behind the back of `bartab`, and starts it with them. Says how to undo it. */
  async withEnvironment(service: string, env: Record<string, string>): Promise<() => Promise<void>> {
    const file = this.unitFile(service)
    const before = readFileSync(file, 'utf8')
    const spec = JSON.parse(before) as { env: Record<string, string> }
    await this.whileStopped(service, () => {
      writeFileSync(file, JSON.stringify({ ...spec, env: { ...spec.env, ...env } }))
    })
    return async () => {
      await this.whileStopped(service, () => writeFileSync(file, before))
      await this.untilReady(service)
    }
  }

  async #units(): Promise<Unit[]> {
    return (await this.#call('GET', '/units')) as Unit[]
  }

  async #call(method: string, path: string): Promise<unknown> {
    const socketPath = join(this.folder, 'supervisor.sock')
    if (!existsSync(socketPath)) throw new Error(`there is no ${socketPath}`)
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    const call = request({ method, path, socketPath, agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text
      })
      response.on('end', () => resolve(body)).on('error', reject)
    })
    call.on('error', reject).end()
    return JSON.parse(await promise)
  }
}
