import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Client } from '@bartab/sdk/client'
import { freePort } from './free-port.ts'
import { password } from './started-bartab-stack.ts'

const root = resolve(import.meta.dirname, '../..')
const main = join(root, 'devtools/src/main.ts')
/** The same command line, and it ends itself with SIGKILL at a line of the journal. */
const killedAt = (line: number) => [join(root, 'devtools/fixtures/killed-cli.ts'), root, String(line)]

export interface CommandResult {
  code: number | null
  stdout: string
  stderr: string
}

export interface StartOptions {
  /** A folder for what the command remembers. Default: a new one. */
  home?: string
  env?: Readonly<Record<string, string>>
}

export interface CommandOptions {
  /** Told of everything that the command says while it runs, so that it can be ended in the middle. */
  onStderr?: (text: string, child: ChildProcess) => void
  /** It is killed once so many lines of its stack's journal are on disk. */
  killAtLine?: number
}

/** A stack that is operated as people do it: with the `bartab` command, in a child process and a home of its own. */
export class OperatedStack implements AsyncDisposable {
  readonly name = `ops-${randomUUID().slice(0, 8)}`
  readonly home: string
  /** Further variables of every command. */
  readonly env: Record<string, string> = {}
  readonly #made = new Set<string>()
  #owner: Client | undefined
  url = ''
  port = 0

  /** A stack that is not there yet. */
  constructor(home = mkdtempSync(join(tmpdir(), 'bartab-home-'))) {
    this.home = home
  }

  /** A stack that is not there yet, with a home, a name and a port. */
  static async prepare(env: Readonly<Record<string, string>>): Promise<OperatedStack> {
    const stack = new OperatedStack()
    Object.assign(stack.env, env)
    stack.#made.add(stack.name)
    stack.port = await freePort()
    return stack
  }

  /** `up` on one driver, and the owner's account. */
  static async start(driver: 'process' | 'docker', options: StartOptions = {}): Promise<OperatedStack> {
    const stack = new OperatedStack(options.home)
    Object.assign(stack.env, options.env)
    stack.#made.add(stack.name)
    try {
      stack.port = await freePort()
      const up = await stack.json<{ url: string; owner_token: string }>(
        'up',
        '--driver',
        driver,
        '--port',
        String(stack.port),
      )
      stack.url = up.url
      stack.#owner = stack.client()
      await stack.#owner.auth.bootstrap({ token: up.owner_token, username: 'owner', password })
      return stack
    } catch (error) {
      await stack[Symbol.asyncDispose]()
      throw error
    }
  }

  get owner(): Client {
    if (this.#owner === undefined) throw new Error('the stack has not started')
    return this.#owner
  }

  client(url = this.url): Client {
    return new Client({ url })
  }

  /** Runs a command on this stack to its end, whatever that is. */
  async run(args: readonly string[], { onStderr, killAtLine }: CommandOptions = {}): Promise<CommandResult> {
    const env = { ...process.env, BARTAB_HOME: this.home, BARTAB_STACK: this.name, ...this.env }
    const program = killAtLine === undefined ? [main] : killedAt(killAtLine)
    const child = spawn(process.execPath, [...program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const ended = Promise.withResolvers<number | null>()
    const result: CommandResult = { code: null, stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      result.stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      result.stderr += text
      onStderr?.(result.stderr, child)
    })
    child.once('error', ended.reject).once('close', ended.resolve)
    return { ...result, code: await ended.promise, stdout: result.stdout, stderr: result.stderr }
  }

  /** Runs a command that must succeed; answers what it printed on stdout. */
  async print(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(args)
    if (code === 0) return stdout
    throw new Error(`bartab ${args.join(' ')} ended with ${code}:\n${stderr}${stdout}`)
  }

  async json<T>(...args: string[]): Promise<T> {
    return JSON.parse(await this.print(...args, '--json')) as T
  }

  /** Runs a command that must fail; answers its failure and exit code. */
  async failure(...args: string[]): Promise<{ code: string; exit_code: number; evidence: string[] }> {
    const { code, stdout, stderr } = await this.run([...args, '--json'])
    if (code === 0) throw new Error(`bartab ${args.join(' ')} succeeded:\n${stdout}`)
    return (JSON.parse(stderr) as { error: { code: string; exit_code: number; evidence: string[] } }).error
  }

  /** The files below a folder of the stack's state in which some bytes are found; of those whose name matches. */
  async occurrences(words: string, folder: string, name = /./): Promise<string[]> {
    const top = join(this.home, 'stacks', this.name, folder)
    const files = await readdir(top, { recursive: true, withFileTypes: true })
    const wanted = files
      .filter((file) => file.isFile() && name.test(file.name))
      .map((file) => join(file.parentPath, file.name))
    return wanted.filter((file) => readFileSync(file).includes(words))
  }

  /** Another stack of this home that a command made; it is taken away at the end as well. */
  alsoMade(name: string): void {
    this.#made.add(name)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const name of this.#made)
      await this.run(['down', '--stack', name, '--volumes', '--confirm', name, '--lock-wait', '90'])
    rmSync(this.home, { recursive: true, force: true })
  }
}
