import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from '@bartab/sdk/client'
import { scratchFolder } from '../ending.ts'
import { freePort } from '../media/server-process.ts'

const run = promisify(execFile)
export const root = new URL('../../../', import.meta.url).pathname
const password = 'correct horse battery staple'

/** A stack of its own, made by the CLI, with an owner and a room. */
export class Stage implements AsyncDisposable {
  readonly url: string
  readonly owner: Client
  readonly name: string
  readonly driver: string
  readonly #home: string

  private constructor(name: string, driver: string, home: string, url: string, owner: Client) {
    this.name = name
    this.driver = driver
    this.#home = home
    this.url = url
    this.owner = owner
  }

  static async start(driver: 'docker' | 'process'): Promise<Stage> {
    const home = scratchFolder('bots')
    const name = `bench-bots-${process.pid}`
    const made = await bartab(home, name, 'up', '--driver', driver, '--port', String(await freePort()))
    const { url, owner_token } = made as { url: string; owner_token: string }
    const owner = new Client({ url })
    await owner.auth.bootstrap({ token: owner_token, username: 'owner', password })
    return new Stage(name, driver, home, url, owner)
  }

  bartab(...args: string[]): Promise<unknown> {
    return bartab(this.#home, this.name, ...args)
  }

  /** A room with a bot in it, once it has come in. */
  async roomWith(botId: string): Promise<string> {
    const { room_id } = await this.owner.rooms.create({ kind: 'private', name: `with ${botId}`, invite: [botId] })
    for (;;) {
      const members = await Array.fromAsync(this.owner.rooms.members(room_id))
      if (members.some(({ user_id, membership }) => user_id === botId && membership === 'join')) return room_id
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bartab('down', '--volumes', '--confirm', this.name)
    await rm(this.#home, { recursive: true, force: true })
  }
}

async function bartab(home: string, stack: string, ...args: string[]): Promise<unknown> {
  const env = { ...process.env, BARTAB_HOME: home }
  const cli = join(root, 'devtools/src/main.ts')
  const { stdout } = await run(process.execPath, [cli, ...args, '--stack', stack, '--json'], { env, maxBuffer: 1e7 })
  return JSON.parse(stdout)
}
