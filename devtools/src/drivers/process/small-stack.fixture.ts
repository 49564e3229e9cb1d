import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { runCli } from '../../cli/run-cli.ts'
import { readJson } from '../../state/json-file.ts'
import { StackFolder } from '../../state/stack-folder.ts'
import { findFreePorts } from './free-ports.ts'
import type { SupervisorNote } from './supervisor.ts'
import type { UnitStatus } from './unit.ts'

/** A server of a few lines in place of the real four: it listens where it is told and is ready at once. */
export const smallServer = `
import { createServer } from 'node:http'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
const env = process.env
const nonce = env.BARTAB_STAND_BY
if (nonce !== undefined) {
  mkdirSync(env.BARTAB_DATA_DIR + '/.stand-by', { recursive: true })
  const marker = env.BARTAB_DATA_DIR + '/.stand-by/' + nonce
  if (!existsSync(marker) || readFileSync(marker, 'utf8') !== 'followed') {
    const alive = setInterval(() => {}, 1000)
    const turn = new Promise((resolve) => process.once('SIGUSR2', resolve))
    writeFileSync(marker, 'waiting')
    await turn
    clearInterval(alive)
    writeFileSync(marker, 'followed')
  }
}
if (process.argv[1].includes('auth')) {
  mkdirSync(env.BARTAB_DATA_DIR + '/secrets', { recursive: true })
  writeFileSync(env.BARTAB_DATA_DIR + '/secrets/owner-token', 'once', { mode: 0o600 })
}
const ready = (request, response) => response.end(JSON.stringify({ status: 'ok', checks: [], keys: [], path: request.url }))
createServer(ready).listen(Number(env.BARTAB_INTERNAL_PORT), env.BARTAB_INTERNAL_HOST)
const page = (_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html>')
createServer((request, response) => (request.url === '/' ? page : ready)(request, response)).listen({
  port: Number(env.BARTAB_PORT),
  host: env.BARTAB_HOST,
  reusePort: env.BARTAB_REUSE_PORT === 'true',
})
console.log(JSON.stringify({ msg: 'listening', chat: env.BARTAB_CHAT_URL }))
process.on('SIGTERM', () => process.exit(0))
`

/** A repository of four small servers, and the command line on it, in this process. */
export class SmallStack implements AsyncDisposable {
  readonly root: string
  readonly port: number
  readonly folder: StackFolder

  private constructor(root: string, port: number) {
    this.root = root
    this.port = port
    this.folder = new StackFolder(join(root, '.bartab'), 'bartab')
  }

  static async make(): Promise<SmallStack> {
    const root = mkdtempSync(join(tmpdir(), 'bartab-process-'))
    writeSmallServers(root)
    return new SmallStack(root, (await findFreePorts(1))[0] ?? 0)
  }

  async bartab(...argv: string[]) {
    const streams = { stdout: new PassThrough(), stderr: new PassThrough(), stdin: new PassThrough() }
    const { root } = this
    const world = { env: { PATH: process.env['PATH'] }, cwd: root, root, version: '1.0.0', clock: Date.now }
    const code = await runCli({ ...streams, ...world, argv, signal: new AbortController().signal })
    streams.stdout.end()
    streams.stderr.end()
    return { code, out: await text(streams.stdout), err: await text(streams.stderr) }
  }

  async up(...more: string[]) {
    return await this.bartab('up', '--driver', 'process', '--port', String(this.port), ...more)
  }

  note(): SupervisorNote | undefined {
    return readJson<SupervisorNote>(this.folder.supervisor)
  }

  requireNote(): SupervisorNote {
    const found = this.note()
    if (found === undefined) throw new Error('a supervisor was expected')
    return found
  }

  unit(name: string): UnitStatus | undefined {
    return this.note()?.units.find((known) => known.name === name)
  }

  writeServer(service: string, code: string): void {
    writeFileSync(join(this.root, entryOf(service)), code)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bartab('down', '--volumes', '--confirm', 'bartab', '--lock-wait', '60s')
    rmSync(this.root, { recursive: true, force: true })
  }
}

export const entryOf = (service: string): string =>
  service === 'gateway' ? 'gateway/src/main.ts' : `services/${service}/src/main.ts`

/** A checkout that can run all four services. */
export function writeSmallServers(root: string, code = smallServer): void {
  for (const service of ['gateway', 'auth', 'chat', 'media']) {
    mkdirSync(join(root, entryOf(service), '..'), { recursive: true })
    writeFileSync(join(root, entryOf(service)), code)
  }
  mkdirSync(join(root, 'node_modules'), { recursive: true })
  mkdirSync(join(root, 'kit/src/sqlite'), { recursive: true })
  writeFileSync(join(root, 'kit/src/sqlite/rehearse.ts'), `console.log('{"pending":[]}')`)
  writeFileSync(join(root, 'package.json'), '{"type":"module"}')
}
