import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { getContainerRuntimeClient } from 'testcontainers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OperatedStack } from '../src/operated-stack.ts'
import { type Recorded, recall, record } from '../src/recorded-stack.ts'

interface Drilled {
  receipt: { proved: boolean; isolation: string; checks: { name: string; ok: boolean; detail: string }[] }
}

describe('backups of running containers', () => {
  let stack: OperatedStack
  let kept: Recorded

  beforeAll(async () => {
    stack = await OperatedStack.start('docker')
    kept = await record(stack.owner)
  }, 300_000)
  afterAll(() => stack?.[Symbol.asyncDispose]())

  it('are proved in containers that reach nothing else, which are gone afterwards', async () => {
    await stack.print('backup', 'create')
    const { container } = await getContainerRuntimeClient()
    const networks = new Set<boolean>()
    const { signal } = await watchNetworks(`drill-${stack.name}`.slice(0, 31), networks)
    const { receipt } = await stack.json<Drilled>('backup', 'drill')
    signal.abort()
    expect(receipt.checks.filter(({ ok }) => !ok)).toEqual([])
    expect(receipt).toMatchObject({ proved: true, isolation: 'internal networks' })
    expect(receipt.checks.at(-1)).toMatchObject({ name: 'echo bot', ok: true })
    expect(networks).toEqual(new Set([true]))
    const label = [`chat.bartab.stack=${`drill-${stack.name}`.slice(0, 31)}`]
    const left = await container.dockerode.listContainers({ all: true, filters: { label } })
    const { Volumes } = await container.dockerode.listVolumes({ filters: { label } })
    expect([...left, ...(Volumes ?? [])]).toEqual([])
    expect(readdirSync(join(stack.home, 'stacks')).filter((name) => name === `drill-${stack.name}`)).toEqual([])
    expect((await stack.owner.auth.me()).username).toBe('owner')
  }, 300_000)

  it('come back into new volumes beside the old', async () => {
    await stack.owner.messages.send(kept.roomId, 'after the backup')
    const { old_volumes } = await stack.json<{ old_volumes: string[] }>('restore', 'latest', '--yes')
    expect(await recall(stack.client(), kept)).toMatchObject({ bodies: kept.bodies, rebase: true })
    const { container } = await getContainerRuntimeClient()
    const filters = { label: [`chat.bartab.stack=${stack.name}`] }
    const { Volumes } = await container.dockerode.listVolumes({ filters })
    expect(Volumes.map(({ Name }) => Name)).toEqual(expect.arrayContaining(old_volumes))
    expect(await stack.json('up')).toMatchObject({ actions: [] })
  }, 180_000)
})

/** Notes of every network that a stack has meanwhile whether it is internal. */
async function watchNetworks(name: string, seen: Set<boolean>) {
  const { container } = await getContainerRuntimeClient()
  const signal = new AbortController()
  const filters = { label: [`chat.bartab.stack=${name}`] }
  const look = async () => {
    while (!signal.signal.aborted) {
      for (const { Internal } of await container.dockerode.listNetworks({ filters })) seen.add(Internal)
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
  }
  void look()
  return { signal }
}
