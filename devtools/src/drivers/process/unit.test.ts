import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { RotatingLog } from './rotating-log.ts'
import { restartDelay, Unit, type UnitSpec } from './unit.ts'

const spec = (code: string): UnitSpec => ({
  name: 'chat',
  role: 'server',
  hash: 'h',
  command: [process.execPath, '-e', code],
  cwd: process.cwd(),
  env: {},
  stopTimeoutMs: 200,
})

function unit(code: string) {
  const file = join(mkdtempSync(join(tmpdir(), 'bartab-unit-')), 'chat.log')
  const log = new RotatingLog(file)
  const make = () => new Unit(spec(code), { clock: Date.now, log, changed: vi.fn() })
  return { unit: make(), another: make, output: () => readFileSync(file, 'utf8') }
}

const runs = 'console.log("here"); setInterval(() => {}, 1000);'

test('a unit that ends is started again, and says how it ended', async () => {
  const { unit: made, output } = unit('process.exit(3)')
  made.start()
  await vi.waitUntil(() => made.status.restarts > 0, { timeout: 20_000 })
  expect(made.status.lastExit).toBe('exit code 3')
  expect(output()).toContain('chat ended with exit code 3')
  await made.stop()
  expect(made.status.state).toBe('stopped')
})

test('a unit that is stopped is not started again', async () => {
  const { unit: made, output } = unit(`process.on("SIGTERM", () => process.exit(0)); ${runs}`)
  made.start()
  await vi.waitUntil(() => output().includes('here'), { timeout: 20_000 })
  await made.stop()
  expect(made.status).toMatchObject({ state: 'stopped', restarts: 0, lastExit: 'exit code 0' })
  expect(made.status.process).toBeUndefined()
})

test('a unit that does not listen to the request is killed after its timeout', async () => {
  const { unit: made, output } = unit(`process.on("SIGTERM", () => {}); ${runs}`)
  made.start()
  await vi.waitUntil(() => output().includes('here'), { timeout: 20_000 })
  await made.stop()
  expect(made.status).toMatchObject({ state: 'stopped', lastExit: 'signal SIGKILL' })
})

test('a unit that was adopted is stopped as any other, and started again when it ends', async () => {
  const { unit: first, another, output } = unit(`process.on("SIGTERM", () => process.exit(0)); ${runs}`)
  first.start()
  await vi.waitUntil(() => output().includes('here'), { timeout: 20_000 })
  const heir = another()
  heir.adopt(first.status)
  expect(heir.status).toMatchObject({ state: 'running', process: first.status.process })
  const stopped = first.stop()
  await vi.waitUntil(() => heir.status.restarts === 1, { timeout: 20_000 })
  await stopped
  const next = another()
  next.adopt(heir.status)
  await next.stop()
  expect(next.status.state).toBe('stopped')
  await heir.stop()
})

test('the wait between two starts grows up to a ceiling', () => {
  expect([0, 1, 2, 20].map(restartDelay)).toEqual([200, 400, 800, 30_000])
})
