import { expect, test, vi } from 'vitest'
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
  const output: string[] = []
  const changed = vi.fn()
  return {
    unit: new Unit(spec(code), { clock: Date.now, log: (chunk) => void output.push(String(chunk)), changed }),
    output,
  }
}

const runs = 'console.log("here"); setInterval(() => {}, 1000);'

test('a unit that ends is started again, and says how it ended', async () => {
  const { unit: made, output } = unit('process.exit(3)')
  made.start()
  await vi.waitUntil(() => made.status.restarts > 0, { timeout: 20_000 })
  expect(made.status.lastExit).toBe('exit code 3')
  expect(output.join('')).toContain('chat ended with exit code 3')
  await made.stop()
  expect(made.status.state).toBe('stopped')
})

test('a unit that is stopped is not started again', async () => {
  const { unit: made, output } = unit(`process.on("SIGTERM", () => process.exit(0)); ${runs}`)
  made.start()
  await vi.waitUntil(() => output.join('').includes('here'), { timeout: 20_000 })
  await made.stop()
  expect(made.status).toMatchObject({ state: 'stopped', restarts: 0, lastExit: 'exit code 0' })
  expect(made.status.process).toBeUndefined()
})

test('a unit that does not listen to the request is killed after its timeout', async () => {
  const { unit: made, output } = unit(`process.on("SIGTERM", () => {}); ${runs}`)
  made.start()
  await vi.waitUntil(() => output.join('').includes('here'), { timeout: 20_000 })
  await made.stop()
  expect(made.status).toMatchObject({ state: 'stopped', lastExit: 'signal SIGKILL' })
})

test('the wait between two starts grows up to a ceiling', () => {
  expect([0, 1, 2, 20].map(restartDelay)).toEqual([200, 400, 800, 30_000])
})
