import { execFile } from 'node:child_process'
import { copyFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { scratchFolder } from '../ending.ts'
import { freePort } from '../media/server-process.ts'

const run = promisify(execFile)
const root = new URL('../../../', import.meta.url).pathname

export type DriverName = 'docker' | 'process'

/** A line of a server's log, as `bartab logs --json` has it. */
interface LogLine {
  ts: number
  line: { msg?: string }
}

/**
 * A stack of its own, started and stopped with the command line. It has a Node of its own as well: of a page that several
 * processes map each is counted its share, and whoever else runs on this machine must not take a part of it.
 */
export class FootprintStack implements AsyncDisposable {
  readonly driver: DriverName
  readonly home: string
  readonly name = `bench-footprint-${process.pid}`
  readonly #node: string
  readonly #port: number

  private constructor(driver: DriverName, home: string, port: number) {
    this.driver = driver
    this.home = home
    this.#node = join(home, 'node-of-the-bench')
    this.#port = port
  }

  /** The first start makes what later ones find: images, compiled code, the data. */
  static async warmed(driver: DriverName): Promise<FootprintStack> {
    const stack = new FootprintStack(driver, scratchFolder('footprint'), await freePort())
    await copyFile(process.execPath, stack.#node)
    for (let start = 0; start < 2; start += 1) {
      await stack.up()
      await stack.down()
    }
    return stack
  }

  /** Milliseconds until all are healthy, the command's own start included. */
  async up(): Promise<number> {
    const begun = performance.now()
    await this.#bartab('up', '--driver', this.driver, '--port', String(this.#port))
    return performance.now() - begun
  }

  async down(): Promise<void> {
    await this.#bartab('down')
  }

  /** When a server said that it listens, the last time that it did. Milliseconds since the epoch. */
  async listenedAt(service: string): Promise<number> {
    const lines = (await this.#bartab('logs', service, '--tail', '50')).trim().split('\n')
    const said = lines
      .map((line) => JSON.parse(line) as LogLine)
      .filter(({ line }) => line.msg?.includes('listening at'))
    const last = said.at(-1)
    if (last === undefined) throw new Error(`${service} does not say in its log that it listens`)
    return last.ts
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#bartab('down', '--volumes', '--confirm', this.name)
    await rm(this.home, { recursive: true, force: true })
  }

  async #bartab(...args: string[]): Promise<string> {
    const argv = [join(root, 'devtools/src/main.ts'), ...args, '--stack', this.name, '--json']
    const { stdout } = await run(this.#node, argv, { env: { ...process.env, BARTAB_HOME: this.home }, maxBuffer: 1e7 })
    return stdout
  }
}
