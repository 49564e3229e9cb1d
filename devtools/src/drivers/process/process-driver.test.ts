import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { isAlive, signalProcess } from '../../state/process-identity.ts'
import { SmallStack, smallServer } from './small-stack.fixture.ts'

let stack: SmallStack

beforeEach(async () => {
  stack = await SmallStack.make()
})
afterEach(async () => await stack[Symbol.asyncDispose]())

const bartab = async (...argv: string[]) => await stack.bartab(...argv)
const up = async (...more: string[]) => await stack.up(...more)
const unit = (name: string) => stack.unit(name)
const requireNote = () => stack.requireNote()
const slow = { timeout: 120_000 }

test(
  'data does not move by itself: up refuses another folder until it lies there, and then goes on with it',
  slow,
  async () => {
    await up()
    const there = join(stack.root, 'there')
    const refused = await bartab('up', '--data', there)
    expect(refused).toMatchObject({ code: 64, err: expect.stringContaining('[DATA_ELSEWHERE]') })
    expect(unit('auth')?.state).toBe('running')
    writeFileSync(join(stack.root, 'bartab.yaml'), `data_dir: ${there}\n`)
    expect(await bartab('plan')).toMatchObject({ code: 0, out: 'nothing to do\n' })
    await bartab('down')
    renameSync(join(stack.folder.data), there)
    expect(await bartab('up', '--data', there)).toMatchObject({ code: 0 })
    expect(readFileSync(join(there, 'auth/secrets/owner-token'), 'utf8')).toBe('once')
    expect(existsSync(join(stack.folder.data, 'auth'))).toBe(false)
    expect(await bartab('plan')).toMatchObject({ code: 0, out: 'nothing to do\n' })
  },
)

test('up brings four processes up, ends with the owner link, and has nothing to do the second time', slow, async () => {
  const first = await up()
  expect(first).toMatchObject({ code: 0 })
  expect(first.err).toContain('driver process: as asked')
  expect(first.out).toContain(`http://127.0.0.1:${stack.port}/#/bootstrap?token=once`)
  const again = await up()
  expect(again.err).toContain('nothing to do')
  expect(await bartab('plan')).toMatchObject({ code: 0, out: 'nothing to do\n' })
  const status = JSON.parse((await bartab('status', '--json')).out) as { services: { health: string }[] }
  expect(status.services.map(({ health }) => health)).toEqual(['ready', 'ready', 'ready', 'ready'])
  expect((await bartab('logs', 'chat')).out).toContain('chat    | {"msg":"listening"')
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

test('up takes over the processes of a supervisor that was killed; they never stop serving', slow, async () => {
  await up()
  const orphan = unit('auth')?.process
  const { process: supervisor } = requireNote()
  signalProcess(supervisor, 'SIGKILL')
  await vi.waitUntil(() => !isAlive(supervisor), { timeout: 10_000 })
  expect((await bartab('doctor')).out).toContain('SERVICE_UNSUPERVISED')
  expect(await up()).toMatchObject({ code: 0 })
  expect(unit('auth')?.process).toEqual(orphan)
  expect(await bartab('plan')).toMatchObject({ code: 0 })
  if (orphan) signalProcess(orphan, 'SIGKILL')
  await vi.waitUntil(() => (unit('auth')?.restarts ?? 0) > 0, { timeout: 30_000 })
})

test('a changed source is seen as a change of that service alone', slow, async () => {
  await up()
  stack.writeServer('chat', `${smallServer}\n// a new version\n`)
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
  mkdirSync(join(stack.root, 'web/src'), { recursive: true })
  writeFileSync(join(stack.root, 'web/build.ts'), builder)
  expect((await up('--dry-run')).out).toMatch(/^build the web client \(it is missing\)\n/)
  expect((await up()).err).toContain('✓ web      built')
  expect((await up()).err).toContain('nothing to do')
  writeFileSync(join(stack.root, 'web/src/main.ts'), 'export {}')
  const { actions } = JSON.parse((await up('--json')).out) as { actions: { do: string; cause: string }[] }
  expect(actions).toMatchObject([{ do: 'build-web-client', cause: 'sources' }])
})

test('a web client that cannot be built is told in the words of its build, and nothing is started', slow, async () => {
  mkdirSync(join(stack.root, 'web'))
  writeFileSync(join(stack.root, 'web/build.ts'), "console.error('main.ts:3: Expected }'); process.exit(1)")
  const failed = await up()
  expect(failed.code).toBe(1)
  expect(failed.err).toMatch(
    /the web client could not be built \[WEB_CLIENT_BUILD\]\n {2}main\.ts:3: Expected }\nmend it: .*bartab up/,
  )
  expect(unit('gateway')).toBeUndefined()
})

test('a port that somebody else has is refused with exit code 73, the holder and a free port', slow, async () => {
  const { createServer } = await import('node:net')
  const holder = createServer().listen(stack.port, '127.0.0.1')
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
    stack.writeServer('chat', 'console.error("out of luck"); process.exit(1)\n')
    const failed = await up()
    expect(failed.code).toBe(1)
    expect(failed.err).toContain('chat does not stay up [SERVICE_ENDED]')
    expect(failed.err).toContain('out of luck')
    expect(unit('media')?.process).toBeDefined()
    stack.writeServer('chat', smallServer)
    expect(await up()).toMatchObject({ code: 0 })
  },
)
