import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { killAtEach } from '../src/killed-commands.ts'
import { OperatedStack } from '../src/operated-stack.ts'
import { type Recorded, recall, record } from '../src/recorded-stack.ts'
import { heldByEngine } from '../src/stack-remains.ts'

/** At how many points each command is killed; every line that it says is one. A large number takes all of them. */
const asked = process.env['BARTAB_TEST_KILLS']
const nothing = { containers: [], volumes: [], networks: [] }

describe.each([
  ['processes', 'process', Number(asked ?? 3)],
  ['containers', 'docker', Number(asked ?? 1)],
] as const)('a command on %s that is killed without warning', (_, driver, points) => {
  const timeout = 300_000 + points * 60_000
  const onContainers = driver === 'docker'
  let stack: OperatedStack
  let throwaway: string
  let kept: Recorded

  beforeAll(async () => {
    stack = await OperatedStack.start(driver)
    throwaway = `drill-${stack.name}`
    stack.alsoMade(throwaway)
    kept = await record(stack.owner)
    await stack.print('backup', 'create')
  })
  afterAll(() => stack?.[Symbol.asyncDispose]())

  const names = async () => {
    const { backups } = await stack.json<{ backups: { name: string; state: string }[] }>('backup', 'list')
    return backups.map(({ name }) => name)
  }
  const volumes = async () => {
    const list = await stack.json<{ volumes: { name: string; state: 'in use' | 'kept' }[] }>('volumes', 'list')
    return Object.groupBy(list.volumes, ({ state }) => state)
  }

  it(
    'create: what is listed is whole, and the next one leaves nothing of it',
    async () => {
      const killed = await killAtEach(stack, ['backup', 'create'], points, async () => {
        for (const name of (await names()).slice(0, 2)) await stack.print('backup', 'verify', name)
      })
      expect(killed).toBeGreaterThan(0)
      await stack.print('backup', 'create')
      const snapshots = readdirSync(join(stack.home, 'stacks', stack.name, 'backups', 'snapshots'))
      expect(snapshots.toSorted()).toEqual((await names()).toSorted())
      expect(await stack.occurrences('', 'backups', /unfinished/)).toEqual([])
    },
    timeout,
  )

  it(
    'drill: the stack goes on, nothing is proved by it, and the next drill takes its remains away',
    async () => {
      const killed = await killAtEach(stack, ['backup', 'drill'], points, async () => {
        expect((await stack.owner.auth.me()).username).toBe('owner')
        expect(await stack.json('status')).toMatchObject({ backup: { failed_drill: null } })
        expect(await stack.json('up')).toMatchObject({ actions: [] })
      })
      expect(killed).toBeGreaterThan(0)
      await stack.print('backup', 'drill')
      expect(existsSync(join(stack.home, 'stacks', throwaway))).toBe(false)
      if (onContainers) expect(await heldByEngine(throwaway)).toEqual(nothing)
    },
    timeout,
  )

  it(
    'restore: up ends what was begun, and the stack is whole, before it or after it',
    async () => {
      const wasUsed = new Set<string>()
      const noteUsed = async () => {
        for (const { name } of (await volumes())['in use'] ?? []) wasUsed.add(name)
      }
      await noteUsed()
      const killed = await killAtEach(stack, ['restore', 'latest', '--yes'], points, async () => {
        await stack.print('up')
        await noteUsed()
        expect(await stack.json('up')).toMatchObject({ actions: [] })
        expect(await recall(stack.client(), kept)).toMatchObject({ bodies: kept.bodies })
      })
      expect(killed).toBeGreaterThan(0)
      await stack.print('restore', 'latest', '--yes')
      await noteUsed()
      expect(await recall(stack.client(), kept)).toMatchObject({ bodies: kept.bodies, rebase: true })
      const left = Object.values(await volumes()).flatMap((list = []) => list.map(({ name }) => name))
      expect(left.filter((name) => !wasUsed.has(name))).toEqual([])
      if (onContainers) {
        const services = (await stack.json<{ services: { name: string }[] }>('status')).services
        expect((await heldByEngine(stack.name)).containers).toHaveLength(services.length)
      }
    },
    timeout,
  )
})
