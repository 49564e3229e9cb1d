import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runCli } from '../../cli/run-cli.ts'
import { readJson } from '../../state/json-file.ts'
import { isAlive, signalProcess } from '../../state/process-identity.ts'
import { StackFolder } from '../../state/stack-folder.ts'
import { findFreePorts } from './free-ports.ts'
import type { SupervisorNote } from './supervisor.ts'

/** A server of a few lines in place of the real four: it listens where it is told and is ready at once. */
const server = `
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
const ready = (request, response) => response.end(JSON.stringify({ status: 'ok', checks: [], path: request.url }))
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

let root: string
let port: number

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'bartab-process-'))
  const entries = ['gateway/src/main.ts', ...['auth', 'chat', 'media'].map((name) => `services/${name}/src/main.ts`)]
  for (const entry of entries) {
    mkdirSync(join(root, entry, '..'), { recursive: true })
    writeFileSync(join(root, entry), server)
  }
  writeFileSync(join(root, 'package.json'), '{"type":"module"}')
  port = (await findFreePorts(1))[0] ?? 0
})

afterEach(async () => {
  await bartab('down', '--volumes', '--confirm', 'bartab')
  rmSync(root, { recursive: true, force: true })
})

async function bartab(...argv: string[]) {
  const streams = { stdout: new PassThrough(), stderr: new PassThrough(), stdin: new PassThrough() }
  const code = await runCli({
    ...streams,
    argv,
    env: { PATH: process.env['PATH'] },
    cwd: root,
    root,
    version: '1.0.0',
    clock: Date.now,
    signal: new AbortController().signal,
  })
  streams.stdout.end()
  streams.stderr.end()
  return { code, out: await text(streams.stdout), err: await text(streams.stderr) }
}

const up = async (...more: string[]) => await bartab('up', '--driver', 'process', '--port', String(port), ...more)
const note = () => readJson<SupervisorNote>(new StackFolder(join(root, '.bartab'), 'bartab').supervisor)
const unit = (name: string) => note()?.units.find((known) => known.name === name)
function requireNote(): SupervisorNote {
  const found = note()
  if (found === undefined) throw new Error('a supervisor was expected')
  return found
}
const slow = { timeout: 120_000 }

test('up brings four processes up, ends with the owner link, and has nothing to do the second time', slow, async () => {
  const first = await up()
  expect(first).toMatchObject({ code: 0 })
  expect(first.err).toContain('driver process: as asked')
  expect(first.out).toContain(`http://127.0.0.1:${port}/#/bootstrap?token=once`)
  const again = await up()
  expect(again.err).toContain('nothing to do')
  expect(await bartab('plan')).toMatchObject({ code: 0, out: 'nothing to do\n' })
  const status = JSON.parse((await bartab('status', '--json')).out) as { services: { health: string }[] }
  expect(status.services.map(({ health }) => health)).toEqual(['ready', 'ready', 'ready', 'ready'])
  expect((await bartab('logs', 'chat')).out).toContain('chat    | {"msg":"listening"')
  expect(await bartab('doctor')).toMatchObject({ code: 0, out: 'bartab is sound\n' })
})

test('--dry-run prints the plan that up then executes, and changes nothing', slow, async () => {
  const planned = JSON.parse((await up('--dry-run', '--json')).out) as { actions: { do: string }[] }
  expect((await bartab('status')).code).toBe(1)
  const done = JSON.parse((await up('--json')).out) as { actions: { do: string }[] }
  expect(done.actions.map((action) => action.do)).toEqual(planned.actions.map((action) => action.do))
})

test('a service that is killed comes back by itself', slow, async () => {
  await up()
  const before = unit('chat')?.process
  expect(before && isAlive(before)).toBe(true)
  if (before) signalProcess(before, 'SIGKILL')
  await vi.waitUntil(() => (unit('chat')?.restarts ?? 0) > 0, { timeout: 30_000 })
  expect(unit('chat')?.lastExit).toBe('signal SIGKILL')
  expect(unit('chat')?.process?.pid).not.toBe(before?.pid)
})

test('up takes over the processes of a supervisor that was killed', slow, async () => {
  await up()
  const orphan = unit('auth')?.process
  const { process: supervisor } = requireNote()
  signalProcess(supervisor, 'SIGKILL')
  await vi.waitUntil(() => !isAlive(supervisor), { timeout: 10_000 })
  expect((await bartab('doctor')).out).toContain('SERVICE_UNSUPERVISED')
  expect(await up()).toMatchObject({ code: 0 })
  expect(orphan && isAlive(orphan)).toBe(false)
  expect(await bartab('plan')).toMatchObject({ code: 0 })
})

test('a changed source is seen as a change of that service alone', slow, async () => {
  await up()
  writeFileSync(join(root, 'services/chat/src/main.ts'), `${server}\n// a new version\n`)
  const plan = await bartab('plan', '--json')
  expect(plan.code).toBe(2)
  const { actions } = JSON.parse(plan.out) as {
    actions: { cause: string; name?: string; service?: { name: string } }[]
  }
  expect(new Set(actions.map(({ name, service }) => name ?? service?.name))).toEqual(new Set(['chat']))
  expect(actions.every(({ cause }) => cause === 'configuration')).toBe(true)
})

test('up builds the web client where it is missing, and again when its sources changed', slow, async () => {
  const builder = `import { mkdirSync, writeFileSync } from 'node:fs'
mkdirSync('web/dist', { recursive: true })
writeFileSync('web/dist/.sources', process.argv[2])`
  mkdirSync(join(root, 'web/src'), { recursive: true })
  writeFileSync(join(root, 'web/build.ts'), builder)
  expect((await up('--dry-run')).out).toMatch(/^build the web client \(it is missing\)\n/)
  expect((await up()).err).toContain('✓ web      built')
  expect((await up()).err).toContain('nothing to do')
  writeFileSync(join(root, 'web/src/main.ts'), 'export {}')
  const { actions } = JSON.parse((await up('--json')).out) as { actions: { do: string; cause: string }[] }
  expect(actions).toMatchObject([{ do: 'build-web-client', cause: 'sources' }])
})

test('a web client that cannot be built is told in the words of its build, and nothing is started', slow, async () => {
  mkdirSync(join(root, 'web'))
  writeFileSync(join(root, 'web/build.ts'), "console.error('main.ts:3: Expected }'); process.exit(1)")
  const failed = await up()
  expect(failed.code).toBe(1)
  expect(failed.err).toMatch(
    /the web client could not be built \[WEB_CLIENT_BUILD\]\n {2}main\.ts:3: Expected }\nmend it: .*bartab up/,
  )
  expect(unit('gateway')).toBeUndefined()
})

test('a port that somebody else has is refused with exit code 73, the holder and a free port', slow, async () => {
  const { createServer } = await import('node:net')
  const holder = createServer().listen(port, '127.0.0.1')
  const refused = await up()
  holder.close()
  expect(refused.code).toBe(73)
  expect(refused.err).toMatch(/PORT_TAKEN/)
  expect(refused.err).toContain(`process ${process.pid} listens there`)
  expect(refused.err).toMatch(/mend it: bartab up --port \d+/)
  expect(await up()).toMatchObject({ code: 0 })
})

test('down keeps the data, and deletes it only when the name is given', slow, async () => {
  await up()
  const { process: supervisor } = requireNote()
  expect((await bartab('down', '--volumes')).code).toBe(64)
  expect(isAlive(supervisor)).toBe(true)
  expect(await bartab('down')).toMatchObject({ code: 0 })
  expect(isAlive(supervisor)).toBe(false)
  expect((await up()).out).toContain('token=once')
  const gone = await bartab('down', '--volumes', '--confirm', 'bartab')
  expect(gone.out).toContain('its data is deleted')
  expect((await bartab('status')).err).toContain('NO_SUCH_STACK')
})

test(
  'a service that cannot start is explained with its last lines, and what was started stays for a look',
  slow,
  async () => {
    writeFileSync(join(root, 'services/chat/src/main.ts'), 'console.error("out of luck"); process.exit(1)\n')
    const failed = await up()
    expect(failed.code).toBe(1)
    expect(failed.err).toContain('chat does not stay up [SERVICE_ENDED]')
    expect(failed.err).toContain('out of luck')
    expect(unit('media')?.process).toBeDefined()
    writeFileSync(join(root, 'services/chat/src/main.ts'), server)
    expect(await up()).toMatchObject({ code: 0 })
  },
)
