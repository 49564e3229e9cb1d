import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from '@bartab/sdk/client'
import { scratchFolder } from '../ending.ts'
import { freePort } from '../media/server-process.ts'

const run = promisify(execFile)
export const root = new URL('../../../', import.meta.url).pathname

/** A stack of its own, operated with the command line. */
export class OperatedStage implements AsyncDisposable {
  readonly name = `bench-operator-${process.pid}`
  readonly password = 'correct horse battery staple'
  readonly env: NodeJS.ProcessEnv
  readonly #home: string
  url = ''
  #owner: Client | undefined

  private constructor(home: string) {
    this.#home = home
    this.env = { ...process.env, BARTAB_HOME: home }
  }

  static async start(driver: 'docker' | 'process'): Promise<OperatedStage> {
    const stage = new OperatedStage(scratchFolder('operator'))
    const port = String(await freePort())
    const up = await stage.bartab<{ url: string; owner_token: string }>('up', '--driver', driver, '--port', port)
    stage.url = up.url
    const owner = new Client({ url: up.url })
    await owner.auth.bootstrap({ token: up.owner_token, username: 'owner', password: stage.password })
    stage.#owner = owner
    return stage
  }

  get owner(): Client {
    if (this.#owner === undefined) throw new Error('the stack has not started')
    return this.#owner
  }

  async bartab<T>(...args: string[]): Promise<T> {
    const argv = [join(root, 'devtools/src/main.ts'), ...args, '--stack', this.name, '--json']
    const { stdout } = await run(process.execPath, argv, { env: this.env, maxBuffer: 1e7 })
    return JSON.parse(stdout) as T
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bartab('down', '--volumes', '--confirm', this.name)
    await rm(this.#home, { recursive: true, force: true })
  }
}
