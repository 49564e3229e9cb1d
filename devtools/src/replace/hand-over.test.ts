import { expect, test } from 'vitest'
import { desireContainers } from '../drivers/docker/desire-containers.ts'
import type { Successors } from '../drivers/successors.ts'
import type { DesiredService } from '../plan/desired.ts'
import { defineStack } from '../stack/define-stack.ts'
import { GatewayControl, type Released } from './gateway-control.ts'
import { handOver } from './hand-over.ts'

const { services } = desireContainers(defineStack({ name: 't', version: '1.0.0' }, {}))
const service = services.find(({ name }) => name === 'chat') as DesiredService
const released: Released = { waited: 3, held_ms: 120 }
const forever = () => new Promise<never>(() => undefined)

/** A hand-over in which everything goes well, but for what is given; and what was done, in order. */
function scripted(changes: Partial<Successors> = {}, release: () => Promise<Released> = async () => released) {
  const done: string[] = []
  const note = (what: string) => async () => void done.push(what)
  const successors: Successors = {
    create: note('create'),
    isBeside: async () => true,
    sight: async () => ({ running: true, restarts: 0 }),
    lastLines: async () => ['{"msg":"listening"}', 'no such table: room'],
    exec: async () => ({ exitCode: 0, stdout: '', stderr: '' }),
    takeOver: note('take over'),
    isReady: async () => true,
    takeBack: note('take back'),
    promote: note('promote'),
    discard: note('discard'),
    ...changes,
  }
  const control = {
    hold: async (name: string) => {
      done.push(`hold ${name}`)
      return ['http://chat:8080']
    },
    release: async (name: string) => {
      done.push(`release ${name}`)
      return released
    },
    releaseTo: async () => {
      done.push('release')
      return await release()
    },
  }
  return { done, run: () => handOver({ service, successors, control, migrateMs: 0, clock: Date.now }) }
}

const both = ['hold media', 'hold chat']

test('requests wait from before the old one stops until the new one is ready, and so do those to who would ask it', async () => {
  const { done, run } = scripted()
  expect(await run()).toEqual(released)
  expect(done).toEqual([...both, 'take over', 'release', 'release media'])
})

test('a new one that does not become ready is taken back before the requests go on, and said to be so', async () => {
  let asked = 0
  const { done, run } = scripted({}, async () => {
    asked += 1
    if (asked === 1) throw new Error('REPLICA_NOT_READY')
    return released
  })
  await expect(run()).rejects.toMatchObject({
    code: 'TAKEN_BACK',
    evidence: ['REPLICA_NOT_READY', 'it says: no such table: room'],
  })
  expect(done).toEqual([...both, 'take over', 'release', 'take back', 'release', 'release media'])
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

test('where the old one cannot even be stopped, nothing is lost: it is started again', async () => {
  const takeOver = async () => await Promise.reject(new Error('the engine is away'))
  const { done, run } = scripted({ takeOver })
  await expect(run()).rejects.toMatchObject({ code: 'TAKEN_BACK' })
  expect(done).toEqual([...both, 'take back', 'release', 'release media'])
})

test('the control of the gateway speaks with the token, and says which call was refused', async () => {
  const asked: unknown[] = []
  const view = { replicas: [{ origin: 'http://chat:8080' }] }
  const answers = [
    [{ status: 200, body: JSON.stringify(view) }],
    [{ status: 409, body: '{"code":"REPLICA_NOT_READY"}' }],
  ]
  const calls = async (name: string, all: readonly object[]) => {
    asked.push([name, ...all])
    return answers[asked.length - 1] ?? []
  }
  const control = new GatewayControl({ calls }, 'secret')
  expect(await control.hold('chat', 9000)).toEqual(['http://chat:8080'])
  expect(asked[0]).toMatchObject(['gateway', { method: 'PUT', path: '/services/chat/hold', token: 'secret' }])
  await expect(control.releaseTo('chat', ['http://chat:8080'], 1000)).rejects.toMatchObject({
    code: 'GATEWAY_CONTROL',
    evidence: ['PUT /services/chat: {"code":"REPLICA_NOT_READY"}'],
  })
})
