import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { CliFailure, exitCodes, interrupted } from '@bartab/kit/cli'
import { findFreePorts } from '../drivers/process/free-ports.ts'
import type { RemoteHost } from './remote-host.ts'

export interface TunnelOptions {
  host: RemoteHost
  /** The ssh client and its own options, such as `ssh -F file`. */
  command: readonly string[]
  /** It may ask for a passphrase, or whether a host is known. */
  mayAsk: boolean
  verb: string
  signal: AbortSignal
}

const patienceMs = 30_000
const longPatienceMs = 180_000
const pollMs = 50

/**
 * One connection of the system's own ssh client, with the user's keys, agent, configuration and known hosts. The
 * engine's socket of the other machine is a socket here while it lasts; further ports are passed on when asked for.
 */
export class SshTunnel implements AsyncDisposable {
  readonly #options: TunnelOptions
  readonly #folder = mkdtempSync(join(tmpdir(), 'bartab-ssh-'))
  readonly #urls = new Map<string, Promise<string>>()
  #child: ChildProcess | undefined
  #said = ''

  private constructor(options: TunnelOptions) {
    this.#options = options
  }

  /** @throws {CliFailure} HOST_UNREACHABLE (exit 69) with what ssh said. */
  static async open(options: TunnelOptions): Promise<SshTunnel> {
    const tunnel = new SshTunnel(options)
    try {
      await tunnel.#connect()
      return tunnel
    } catch (error) {
      await tunnel[Symbol.asyncDispose]()
      throw error
    }
  }

  get host(): RemoteHost {
    return this.#options.host
  }

  /** The engine's socket, on this machine. */
  get engineSocket(): string {
    return join(this.#folder, 'engine.sock')
  }

  /** Where a port of the other machine is reached from here, as an origin. */
  async urlOf(address: string, port: number): Promise<string> {
    const target = `${address.includes(':') ? `[${address}]` : address}:${port}`
    const known = this.#urls.get(target) ?? this.#forward(target)
    this.#urls.set(target, known)
    return await known
  }

  async #forward(target: string): Promise<string> {
    const [port = 0] = await findFreePorts(1)
    await this.#control('forward', `127.0.0.1:${port}:${target}`)
    return `http://127.0.0.1:${port}`
  }

  async #connect(): Promise<void> {
    const { host, command, mayAsk, signal, verb } = this.#options
    const [program = 'ssh', ...own] = command
    const settings = [
      'ExitOnForwardFailure=yes',
      'ServerAliveInterval=15',
      'StreamLocalBindUnlink=yes',
      'ControlPersist=no',
    ]
    const words = [
      ...own,
      ...settings.flatMap((setting) => ['-o', setting]),
      ...(mayAsk ? [] : ['-o', 'BatchMode=yes']),
    ]
    const way = ['-L', `${this.engineSocket}:${host.socket}`, ...this.#port, '--', host.destination]
    const child = spawn(program, [...words, '-M', '-S', this.#controlSocket, '-N', ...way], {
      stdio: [mayAsk ? 'inherit' : 'ignore', 'ignore', 'pipe'],
    })
    this.#child = child
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#said += text
    })
    let ended = false
    child.once('error', (error) => {
      this.#said += error.message
      ended = true
    })
    child.once('exit', () => {
      ended = true
    })
    const patience = mayAsk ? longPatienceMs : patienceMs
    for (let waited = 0; !existsSync(this.#controlSocket) || !existsSync(this.engineSocket); waited += pollMs) {
      if (signal.aborted) throw interrupted(verb)
      if (ended || waited > patience) throw this.#unreachable()
      await sleep(pollMs)
    }
  }

  async #control(act: string, forward: string): Promise<void> {
    const [program = 'ssh', ...own] = this.#options.command
    const words = [...own, '-S', this.#controlSocket, '-O', act, '-L', forward, ...this.#port]
    await promisify(execFile)(program, [...words, '--', this.host.destination]).catch((cause: Error) => {
      this.#said += cause.message
      throw this.#unreachable()
    })
  }

  get #controlSocket(): string {
    return join(this.#folder, 'control')
  }

  get #port(): string[] {
    return this.host.port === undefined ? [] : ['-p', String(this.host.port)]
  }

  #unreachable(): CliFailure {
    const { text, destination } = this.host
    const said = this.#said.split('\n').map((line) => line.trim())
    return new CliFailure('HOST_UNREACHABLE', `${text} cannot be reached`, {
      evidence: said.filter(Boolean).slice(-6),
      fix: `${['ssh', ...this.#port, destination].join(' ')} docker version shows what stands in the way`,
      exitCode: exitCodes.noEngine,
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#child
    if (child !== undefined && child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
