import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { SmallStack, smallServer } from '../../drivers/process/small-stack.fixture.ts'
import { endProcess } from '../../state/process-identity.ts'
import { readEvents } from './operator-events.ts'
import { readOperatorState } from './operator-state.ts'

let stack: SmallStack

beforeEach(async () => {
  stack = await SmallStack.make()
  await stack.up()
})
afterEach(async () => await stack[Symbol.asyncDispose]())

const slow = { timeout: 120_000 }
const round = async () => await stack.bartab('operator', '--once')
const state = () => readOperatorState(stack.folder, Date.now())
const kinds = () => readEvents(stack.folder, 50).map(({ kind, about }) => [kind, about])

test('a round finds all well, and says when it looks again and what comes next', slow, async () => {
  expect(await round()).toMatchObject({ code: 0 })
  expect(state()).toMatchObject({ round: { ok: true, said: 'all is as it should be' }, running: false })
  expect(state()?.jobs.keys).toMatchObject({ schedule: '0 4 1 * *', next_ts: expect.any(Number) })
})

test('what somebody stopped is started again, and told of', slow, async () => {
  await stack.bartab('operator', '--once')
  const chat = stack.unit('chat')?.process
  const { socket: socketPath } = stack.requireNote()
  const stop = request({ socketPath, method: 'POST', path: '/units/chat/stop' }).end()
  const [answer] = (await once(stop, 'response')) as [IncomingMessage]
  answer.resume()
  expect(await round()).toMatchObject({ code: 0 })
  expect(stack.unit('chat')?.process?.pid).not.toBe(chat?.pid)
  expect(kinds()).toContainEqual(['mended', 'chat'])
})

test('a new version waits for a person', slow, async () => {
  const before = stack.unit('chat')?.process?.pid
  stack.writeServer('chat', `${smallServer}\n// newer\n`)
  await round()
  expect(state()?.round.said).toBe('5 steps wait for a person: bartab plan')
  expect(stack.unit('chat')?.process?.pid).toBe(before)
})

test('a job whose time has come is done by its verb, and its failure is kept in its words', slow, async () => {
  writeFileSync(join(stack.root, 'bartab.yaml'), "schedules: { keys: '* * * * * *', media_verify: 'off' }\n")
  await round()
  await new Promise((resolve) => setTimeout(resolve, 1100))
  await round()
  expect(state()?.jobs.keys).toMatchObject({ last: 'failed', because: expect.any(String) })
  expect(kinds()).toContainEqual(['job-failed', 'keys'])
  expect(state()?.jobs.media_verify).toEqual({ schedule: 'off' })
})

test('a job in the middle of which the operator was killed is done again by the next one', slow, async () => {
  writeFileSync(join(stack.root, 'bartab.yaml'), "schedules: { keys: '*/2 * * * * *' }\n")
  const program = [join(import.meta.dirname, '../../../fixtures/killed-cli.ts'), stack.root, '0', 'operator']
  const operator = spawn(process.execPath, [...program, '--every', '1s'], { stdio: 'ignore' })
  const ended = once(operator, 'exit')
  await vi.waitFor(() => expect(state()?.jobs.keys?.last_ts).toBeTruthy(), { timeout: 60_000, interval: 20 })
  const due = await vi.waitFor(
    () => {
      const { next_ts = Number.POSITIVE_INFINITY } = state()?.jobs.keys ?? {}
      expect(next_ts).toBeLessThan(Date.now())
      return next_ts
    },
    { timeout: 60_000, interval: 5 },
  )
  operator.kill('SIGKILL')
  await ended
  expect(state()).toMatchObject({ running: false, jobs: { keys: { next_ts: due } } })
  await round()
  expect(state()?.jobs.keys?.last_ts).toBeGreaterThan(due)
})

test('a schedule that cannot be understood is refused with its line', slow, async () => {
  writeFileSync(join(stack.root, 'bartab.yaml'), "log_level: info\nschedules:\n  keys: '61 3 * * *'\n")
  const refused = await stack.bartab('plan')
  expect([refused.code, refused.err]).toEqual([
    78,
    expect.stringContaining('bartab.yaml:3: schedules.keys: it takes off'),
  ])
})

test('it gives up on a service that it mended five times within ten minutes, and says so', slow, async () => {
  stack.writeServer('chat', 'process.exit(78)')
  const { process: chat } = stack.unit('chat') ?? {}
  if (chat) await endProcess(chat, 1000)
  await vi.waitFor(
    async () => {
      await round()
      expect(kinds()).toContainEqual(['gave-up', 'chat'])
    },
    { timeout: 100_000, interval: 100 },
  )
  expect(state()?.services['chat']?.gave_up).toMatchObject({ until_ts: expect.any(Number) })
})
