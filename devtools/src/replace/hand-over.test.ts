import { expect, test } from 'vitest'
import { desireContainers } from '../drivers/docker/desire-containers.ts'
import type { Successors } from '../drivers/successors.ts'
import type { DesiredService } from '../plan/desired.ts'
import { defineStack } from '../stack/define-stack.ts'
import { GatewayControl, type Released } from './gateway-control.ts'
import { handOver } from './hand-over.ts'

const { services } = desireContainers(defineStack({ name: 't', version: '1.0.0' }, {}))
const service = services.find(({ name }) => name === 'chat') as DesiredService
const released: Released = { waited: 3, held_ms: 120, expired: false }
const [leftMs, loadMs] = [1900, 700]
const says = 'it says: no such table: room'
const forever = () => new Promise<never>(() => undefined)

/** A hand-over in which everything goes well, but for what is given; and what was done, in order. */
function scripted(
  changes: Partial<Successors> = {},
  release: (patienceMs: number) => Promise<Released> = async () => released,
) {
  const done: string[] = []
  const note = (what: string) => async () => void done.push(what)
  const successors: Successors = {
    create: note('create'),
    isBeside: async () => true,
    sight: async () => ({ running: true, restarts: 0 }),
    lastLines: async () => ['{"msg":"listening"}', 'no such table: room'],
    exec: async () => ({ exitCode: 0, stdout: '', stderr: '' }),
    stopOld: note('stop the old'),
    takeOver: note('take over'),
    isReady: async () => true,
    takeBack: note('take back'),
    promote: note('promote'),
    discard: note('discard'),
    ...changes,
  }
  const releaseTo = async (services: readonly string[], _origins: readonly string[], patienceMs: number) => {
    done.push(`go on: ${services.join(', ')}`)
    return await release(patienceMs)
  }
  const held = { services: ['chat', 'media'], origins: ['http://chat:8080'], drained: true, underWay: 0, leftMs }
  const hold = { control: { releaseTo }, held }
  return {
    done,
    successors,
    run: () => handOver({ service, successors, hold, boundMs: 2000, migrateMs: 0, loadMs, clock: () => 0 }),
  }
}

const goOn = 'go on: chat, media'

test('the requests go on, first those to the service itself, once the new one is ready', async () => {
  const { done, run } = scripted()
  expect(await run()).toEqual(released)
  expect(done).toEqual(['stop the old', goOn, 'take over'])
})

test('a new one that does not become ready is taken back before the requests go on, and said to be so', async () => {
  let asked = 0
  const { done, run } = scripted({}, async () => {
    asked += 1
    if (asked === 1) throw Object.assign(new Error('no'), { evidence: ['PUT /services/chat: REPLICA_NOT_READY'] })
    return released
  })
  await expect(run()).rejects.toMatchObject({
    code: 'TAKEN_BACK',
    evidence: ['it was not ready after 2600 ms', expect.stringMatching(/^requests waited \d+ ms; none/), says],
  })
  expect(done).toEqual(['stop the old', goOn, 'take over', 'take back', goOn])
})

test('half of the bound is for the stop of the old one; the new one has all that is left, and the time of a return', async () => {
  const patience: number[] = []
  const stopOld = async ({ stopTimeoutMs }: DesiredService) => void patience.push(stopTimeoutMs)
  const { run } = scripted({ stopOld }, async (patienceMs) => {
    patience.push(patienceMs)
    return released
  })
  await run()
  expect(patience).toEqual([leftMs / 2, leftMs + loadMs])
})

test('one that ends is noticed at once, not when the patience is over', async () => {
  let looks = 0
  const sight = async () => ({ running: looks++ === 0, restarts: 0, lastExit: 'exit code 78' })
  let asked = 0
  const { run } = scripted({ sight }, async () => (asked++ === 0 ? await forever() : released))
  const ended = run()
  await expect(Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5000))])).rejects.toMatchObject({
    evidence: expect.arrayContaining(['it ended with exit code 78']),
  })
})

test('where nobody waits, an old one that takes long to stop takes nothing from the patience with the new one', async () => {
  let [now, asked] = [0, 0]
  const stopOld = async () => {
    now += 60_000
  }
  const isReady = async () => asked++ > 0
  const { done, successors } = scripted({ stopOld, isReady })
  const clock = () => now
  await handOver({ service, successors, hold: undefined, boundMs: 2000, migrateMs: 0, loadMs, clock })
  expect([asked, done]).toEqual([2, ['take over']])
})

test('where the old one cannot even be stopped, nothing is lost: it is started again', async () => {
  const stopOld = async () => await Promise.reject(new Error('the engine is away'))
  const { done, run } = scripted({ stopOld })
  await expect(run()).rejects.toMatchObject({ code: 'TAKEN_BACK' })
  expect(done).toEqual(['take back', goOn])
})

test('the control of the gateway speaks with the token, and says which call was refused', async () => {
  const asked: unknown[] = []
  const view = { replicas: [{ origin: 'http://chat:8080' }], drained: true, in_flight: 0, hold: { left_ms: 1990 } }
  const answers = [
    [{ status: 200, body: JSON.stringify(view) }],
    [{ status: 409, body: '{"code":"REPLICA_NOT_READY"}' }],
  ]
  const calls = async (name: string, all: readonly object[]) => {
    asked.push([name, ...all])
    return answers[asked.length - 1] ?? []
  }
  const control = new GatewayControl({ calls }, 'secret')
  expect(await control.hold([{ service: 'chat', drainMs: 500 }], 2000)).toEqual({
    ...{ origins: ['http://chat:8080'], drained: true, underWay: 0, leftMs: 1990 },
  })
  expect(asked[0]).toMatchObject(['gateway', { method: 'PUT', path: '/services/chat/hold', token: 'secret' }])
  await expect(control.releaseTo(['chat'], ['http://chat:8080'], 1000)).rejects.toMatchObject({
    code: 'GATEWAY_CONTROL',
    evidence: ['PUT /services/chat: {"code":"REPLICA_NOT_READY"}'],
  })
})
