import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getContainerRuntimeClient } from 'testcontainers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OperatedStack } from '../src/operated-stack.ts'
import { until } from '../src/until.ts'

interface OperatorReport {
  running: boolean
  container?: string
  round: { ts: number; said: string }
  jobs: Record<string, { next_ts?: number; last?: string }>
}

describe('bartab operator in a container, with the socket of the engine', () => {
  let stack: OperatedStack

  beforeAll(async () => {
    const settings = join(mkdtempSync(join(tmpdir(), 'bartab-settings-')), 'bartab.yaml')
    writeFileSync(settings, 'schedules: { prune: off }\n')
    stack = await OperatedStack.start('docker', { env: { BARTAB_CONFIG: settings } })
    await stack.print('operator', '--detach', '--every', '2s')
  })
  afterAll(async () => {
    await stack?.run(['operator', '--stop'])
    await stack?.[Symbol.asyncDispose]()
  })

  const containerOf = async (service: string) =>
    (await getContainerRuntimeClient()).container.dockerode.getContainer(`${stack.name}-${service}`)
  const path = (name: string) => join(stack.home, 'stacks', stack.name, name)
  const file = (name: string) => readFileSync(path(name), 'utf8')
  const report = async () => JSON.parse((await stack.run(['status', '--json'])).stdout).operator as OperatorReport
  const running = async (service: string) =>
    (await (await containerOf(service)).inspect().catch(() => undefined))?.State.Running === true ? true : undefined

  it('looks after the stack, and status says what it did last and what comes next', async () => {
    await until('its state', async () => (existsSync(path('operator.json')) ? true : undefined))
    const seen = await until('a first round', async () => {
      const state = JSON.parse(file('operator.json')) as OperatorReport
      return state.round.said === 'all is as it should be' ? state : undefined
    })
    expect(seen).toMatchObject({ container: `${stack.name}-operator` })
    const status = await stack.run(['status'])
    expect(status.stdout).toMatch(/operator: last looked \d+ .+ ago: all is as it should be; next \w+ in /)
    expect((await report()).running).toBe(true)
    expect((await stack.failure('operator')).code).toBe('OPERATOR_RUNS')
  }, 120_000)

  it('is a process that commands of this machine see, so that neither takes a lock of the other for one of the dead', () => {
    const { process: self } = JSON.parse(file('operator.json')) as { process: { pid: number } }
    const words = readFileSync(`/proc/${self.pid}/cmdline`, 'utf8').split('\0')
    expect(words).toEqual(expect.arrayContaining(['operator', stack.name]))
  })

  it('brings back a container that was removed, and says so', async () => {
    await (await containerOf('media')).remove({ force: true })
    await until('media to be back', async () => await running('media'), 60_000)
    const said = await until(
      'the event',
      async () =>
        /"kind":"mended","about":"media"[^\n]+create media \(it is missing\)/.exec(file('operator-events.jsonl'))?.[0],
    )
    expect(said).toBeTruthy()
    expect(await stack.run(['plan'])).toMatchObject({ code: 0 })
  }, 180_000)

  it('goes on from its state when it is killed and started again', async () => {
    const operator = await containerOf('operator')
    await operator.kill({ signal: 'SIGKILL' })
    await (await containerOf('chat')).stop()
    await operator.start()
    await until('chat to run again', async () => await running('chat'), 60_000)
  }, 180_000)

  it('ends when it is told to, and its container goes', async () => {
    expect(await stack.json('operator', '--stop')).toMatchObject({ stopped: true })
    await expect((await containerOf('operator')).inspect()).rejects.toMatchObject({ statusCode: 404 })
    expect((await report()).running).toBe(false)
  }, 120_000)
})
