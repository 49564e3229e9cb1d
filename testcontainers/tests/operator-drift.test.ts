import { getContainerRuntimeClient } from 'testcontainers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../src/free-port.ts'
import { OperatedStack } from '../src/operated-stack.ts'

interface Action {
  do: string
  cause: string
  note?: string
}

describe('what was changed by hand on a stack of containers', () => {
  let stack: OperatedStack
  beforeAll(async () => {
    stack = await OperatedStack.start('docker')
  })
  afterAll(() => stack?.[Symbol.asyncDispose]())

  const engine = async () => (await getContainerRuntimeClient()).container.dockerode
  const container = async (service: string) => (await engine()).getContainer(`${stack.name}-${service}`)

  /** What the plan names, and that `up` mends it. */
  async function mended(): Promise<Action[]> {
    const { code, stdout } = await stack.run(['plan', '--json'])
    expect(code).toBe(2)
    await stack.print('up')
    expect(await stack.run(['plan'])).toMatchObject({ code: 0 })
    return (JSON.parse(stdout) as { actions: Action[] }).actions
  }

  it('is named and mended: paused, removed, attached elsewhere, given less memory', async () => {
    await (await container('chat')).pause()
    expect((await mended())[0]).toMatchObject({ do: 'resume-service', cause: 'paused' })
    await (await container('media')).remove({ force: true })
    expect((await mended())[0]).toMatchObject({ do: 'create-service', cause: 'missing' })
    await (await engine()).getNetwork(`${stack.name}-edge`).connect({ Container: `${stack.name}-auth` })
    expect(await mended()).toMatchObject([{ do: 'detach-network', note: `somebody attached it to ${stack.name}-edge` }])
    const half = 160 * 1024 * 1024
    await (await container('auth')).update({ Memory: half, MemorySwap: half })
    expect((await mended())[0]).toMatchObject({ do: 'create-successor', note: 'its memory is 160 MiB, not 320' })
  }, 300_000)

  it('makes a plan file worth nothing: apply names what is another by now', async () => {
    await (await container('media')).stop()
    await stack.run(['plan', '--out', `${stack.home}/mend.plan`])
    await (await container('chat')).stop()
    const refused = await stack.failure('apply', `${stack.home}/mend.plan`)
    expect(refused).toMatchObject({ code: 'WORLD_MOVED', exit_code: 2, evidence: [expect.stringMatching(/^chat: /)] })
    await stack.run(['plan', '--out', `${stack.home}/mend.plan`])
    await stack.print('apply', `${stack.home}/mend.plan`)
    expect(await stack.run(['plan'])).toMatchObject({ code: 0 })
  }, 300_000)

  it('in another stack: a network or a volume of its name that somebody else made is left alone, and named', async () => {
    const fresh = new OperatedStack(stack.home)
    stack.alsoMade(fresh.name)
    const refused = async () => await fresh.failure('up', '--driver', 'docker', '--port', String(await freePort()))
    const network = await (await engine()).createNetwork({ Name: `${fresh.name}-edge` })
    expect(await refused()).toMatchObject({ code: 'NAME_TAKEN', what: expect.stringContaining('a network of') })
    await network.remove()
    await (await engine()).createVolume({ Name: `${fresh.name}-auth` })
    expect(await refused()).toMatchObject({ code: 'NAME_TAKEN', what: expect.stringContaining('a volume of') })
    await (await engine()).getVolume(`${fresh.name}-auth`).remove()
  }, 120_000)

  it('in one stack does not reach another on the same host', async () => {
    const other = `${stack.name}-b`
    stack.alsoMade(other)
    await stack.print('up', '--stack', other, '--driver', 'docker', '--port', String(await freePort()))
    const containers = async (name: string) => {
      const label = [`chat.bartab.stack=${name}`]
      const found = await (await engine()).listContainers({ all: true, filters: { label } })
      return found.map(({ Id, NetworkSettings, Mounts }) => ({
        id: Id,
        networks: Object.keys(NetworkSettings.Networks),
        volumes: Mounts.flatMap(({ Name }) => Name ?? []),
      }))
    }
    const [ours, theirs] = [await containers(stack.name), await containers(other)]
    const shared = (pick: (one: (typeof ours)[number]) => string[]) =>
      ours.flatMap(pick).filter((name) => theirs.flatMap(pick).includes(name))
    expect([shared(({ networks }) => networks), shared(({ volumes }) => volumes)]).toEqual([[], []])
    await stack.print('down', '--stack', other, '--volumes', '--confirm', other)
    expect((await containers(stack.name)).map(({ id }) => id).sort()).toEqual(ours.map(({ id }) => id).sort())
    expect(await stack.run(['plan'])).toMatchObject({ code: 0 })
  }, 300_000)
})
