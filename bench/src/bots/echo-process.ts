import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './stage.ts'

/** The echo bot as a process of this machine, with the file that `--remote` wrote. */
export class EchoProcess {
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>
  #log = ''

  private constructor(child: ChildProcess) {
    this.#child = child
    this.#ended = once(child, 'exit')
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => this.#keep(String(chunk)))
  }

  /** Resolves when it is at work. @throws with its last words, where it ended before */
  static async start(file: string, url: string): Promise<EchoProcess> {
    const env = { ...process.env, BARTAB_BOT_FILE: file, BARTAB_GATEWAY_URL: url }
    const child = spawn(process.execPath, [join(root, 'bots/echo/src/main.ts')], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const bot = new EchoProcess(child)
    await Promise.race([once(child.stdout, 'data'), bot.#ended])
    if (child.exitCode !== null) throw new Error(`the bot ended with ${child.exitCode}: ${bot.#log}`)
    return bot
  }

  /** MiB. */
  get residentMemory(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    this.#child.kill(signal)
    await this.#ended
  }

  #keep(text: string): void {
    this.#log = (this.#log + text).slice(-2000)
  }
}
