import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '@bartab/sdk/client'
import { getContainerRuntimeClient } from 'testcontainers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { diedInside } from '../src/died-inside.ts'
import { OperatedStack } from '../src/operated-stack.ts'
import { password } from '../src/started-bartab-stack.ts'
import { SteadyLoad } from '../src/steady-load.ts'

describe('a gateway in a container that another follows', () => {
  let stack: OperatedStack
  let room: string
  let idle: Client

  beforeAll(async () => {
    stack = await OperatedStack.start('docker')
    room = (await stack.owner.rooms.create({ name: 'moving', kind: 'public' })).room_id
    const { code } = await stack.owner.invites.create({ max_uses: 1 })
    idle = stack.client()
    await idle.auth.register({ invite: code, username: 'idle', password })
  })
  afterAll(() => stack?.[Symbol.asyncDispose]())

  const container = async (ending = '') =>
    (await getContainerRuntimeClient()).container.dockerode.getContainer(`${stack.name}-gateway${ending}`)
  const processes = async (ending: string) =>
    ((await (await container(ending)).top()) as { Processes: string[][] }).Processes.map((row) => row.at(-1))
  const answers = async () => (await fetch(`${stack.url}/readyz`).catch(() => undefined))?.status
  const sound = async () => expect(await stack.run(['plan'])).toMatchObject({ code: 0 })

  it.each(['the first', 'a gateway in its network', 'that one again'])(
    'takes over from %s, and no request and no held poll fails',
    async () => {
      const before = (await (await container()).inspect()).Id
      await using work = new AsyncDisposableStack()
      const { url } = stack
      const begin = (load: SteadyLoad) => work.adopt(load, () => load.stop())
      const calls = begin(new SteadyLoad({ url, tokens: [await stack.owner.session.accessToken()], room }))
      // of somebody to whom nothing happens: they are held
      const polls = begin(new SteadyLoad({ url, tokens: [await idle.session.accessToken()], room, rate: 0 }, 200))
      await sleep(1_500)
      const [held, answered] = [polls.pollsEnded, calls.answered]
      await stack.print('deploy', 'gateway', '--again')
      await sleep(1_500)
      await work.disposeAsync()
      expect((await (await container()).inspect()).Id).not.toBe(before)
      expect([calls.failures, polls.failures]).toEqual([[], []])
      expect(calls.answered).toBeGreaterThan(answered)
      expect(polls.pollsEnded).toBeGreaterThanOrEqual(held + 200)
      await sound()
    },
    180_000,
  )

  it('leaves the first one behind as the door, which holds no more than a program that sleeps', async () => {
    expect(await processes('.door')).toEqual([expect.stringContaining('init'), 'sleep infinity'])
  })

  it('is brought back by the engine when its program dies, and so is its door', async () => {
    await expect.poll(await diedInside(`${stack.name}-gateway.door`), { timeout: 30_000 }).toBeGreaterThan(0)
    await stack.print('up')
    await expect.poll(await diedInside(`${stack.name}-gateway`), { timeout: 30_000 }).toBeGreaterThan(0)
    await stack.print('up')
    await expect.poll(async () => await processes('.door'), { timeout: 30_000 }).toContain('sleep infinity')
    await sound()
  }, 180_000)

  it('serves once more where an engine that was started anew brought the door back alone, until somebody mends it', async () => {
    await (await container()).stop()
    await (await container('.door')).restart()
    await expect.poll(answers, { timeout: 60_000 }).toBe(200)
    await stack.print('up')
    await expect.poll(async () => await processes('.door'), { timeout: 30_000 }).toContain('sleep infinity')
    expect(await answers()).toBe(200)
    await sound()
  }, 180_000)

  it('is made anew where its door is gone', async () => {
    await (await container('.door')).remove({ force: true })
    expect(await stack.run(['plan'])).toMatchObject({ code: 2 })
    await stack.print('up')
    expect(await answers()).toBe(200)
    await sound()
  }, 180_000)

  it('goes with its door when the stack is taken down', async () => {
    await stack.print('deploy', 'gateway', '--again')
    await stack.print('down')
    const { dockerode } = (await getContainerRuntimeClient()).container
    const label = [`chat.bartab.stack=${stack.name}`]
    expect(await dockerode.listContainers({ all: true, filters: { label } })).toEqual([])
  }, 180_000)
})
