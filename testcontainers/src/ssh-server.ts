import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { unpackedProgram } from './unpacked-program.ts'
import { until } from './until.ts'

/**
 * An SSH server of the test's own, on a free port of loopback, with its own host key and one user's key. For root: a
 * server that lets somebody in becomes that user.
 */
export class SshServer implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'bartab-sshd-'))
  readonly port: number
  #child: ChildProcess | undefined

  private constructor(port: number) {
    this.port = port
  }

  static async start(): Promise<SshServer> {
    const server = new SshServer(await freePort())
    server.#makeKeys()
    server.#writeSettings()
    server.#run()
    await until('sshd to listen', async () => ((await server.#answers()) ? true : undefined))
    return server
  }

  /** Names the socket of the engine that the tests run on, which need not be the usual one. */
  get url(): string {
    const socket = /^unix:\/\/(.+)$/.exec(process.env['DOCKER_HOST'] ?? '')?.[1] ?? ''
    return `ssh://root@127.0.0.1:${this.port}${socket}`
  }

  /** The client with the key and the host key of this server, and nothing of the user's own. */
  get command(): string {
    return `ssh -F ${join(this.folder, 'client')}`
  }

  /** What the server wrote about those who came. */
  get log(): string {
    return readFileSync(join(this.folder, 'log'), 'utf8')
  }

  #makeKeys(): void {
    for (const name of ['host', 'user']) {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(this.folder, name)])
    }
    const hostKey = readFileSync(join(this.folder, 'host.pub'), 'utf8')
    writeFileSync(join(this.folder, 'known'), `[127.0.0.1]:${this.port} ${hostKey}`)
  }

  #writeSettings(): void {
    const at = (name: string) => join(this.folder, name)
    const server = [
      ...['ListenAddress 127.0.0.1', `Port ${this.port}`, `HostKey ${at('host')}`, 'PidFile none', 'UsePAM no'],
      ...[`AuthorizedKeysFile ${at('user.pub')}`, 'StrictModes no', 'PermitRootLogin yes', 'PasswordAuthentication no'],
    ]
    const client = [
      ...[`IdentityFile ${at('user')}`, 'IdentitiesOnly yes', `UserKnownHostsFile ${at('known')}`],
      ...['StrictHostKeyChecking yes', 'GlobalKnownHostsFile none'],
    ]
    writeFileSync(at('server'), `${server.join('\n')}\n`)
    writeFileSync(at('client'), `${client.join('\n')}\n`)
  }

  /** Where the package was only unpacked, its user for the time before a login is there for this server alone. */
  #run(): void {
    const { file, env, folder } = unpackedProgram('sshd', ['openssh-server', 'libwrap0'])
    const words = `${file} -D -E ${join(this.folder, 'log')} -f ${join(this.folder, 'server')}`
    mkdirSync('/run/sshd', { recursive: true })
    const passwd = join(this.folder, 'passwd')
    const users = readFileSync('/etc/passwd', 'utf8')
    writeFileSync(passwd, `${users}sshd:x:65532:65534::/run/sshd:/usr/sbin/nologin\n`)
    const known = folder === undefined || users.includes('\nsshd:')
    const script = known ? `exec ${words}` : `mount --bind ${passwd} /etc/passwd && exec ${words}`
    const wrapped = known ? ['sh', '-c', script] : ['unshare', '--mount', 'sh', '-c', script]
    this.#child = spawn(wrapped[0] ?? 'sh', wrapped.slice(1), { env: { ...process.env, ...env }, stdio: 'ignore' })
  }

  async #answers(): Promise<boolean> {
    if (!existsSync(join(this.folder, 'log'))) return false
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const socket = connect(this.port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
    return await promise.finally(() => socket.destroy())
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child?.kill('SIGTERM')
    rmSync(this.folder, { recursive: true, force: true })
  }
}
