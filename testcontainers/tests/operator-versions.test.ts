import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { getContainerRuntimeClient } from 'testcontainers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Changes, deriveImage } from '../src/derived-image.ts'
import { diedInside } from '../src/died-inside.ts'
import { OperatedStack } from '../src/operated-stack.ts'

const root = resolve(import.meta.dirname, '../..')
const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as { version: string }
const media = `bartab/media:${version}`

/** Waits for its turn as a server does, and then does something else. */
const inItsTurn = (then: string) => `
const { mkdirSync, writeFileSync } = require('fs')
mkdirSync('/data/.stand-by', { recursive: true })
const alive = setInterval(() => {}, 1000)
process.once('SIGUSR2', () => { ${then} })
writeFileSync('/data/.stand-by/' + process.env.BARTAB_STAND_BY, 'waiting')`

interface Done {
  replaced: { service: string; held_ms: number; rehearsal?: { pending: string[] }; backup?: { name: string } }[]
}

describe('another version of a service in a container', () => {
  let stack: OperatedStack
  const images = new AsyncDisposableStack()

  beforeAll(async () => {
    stack = await OperatedStack.start('docker')
  })
  afterAll(async () => {
    await stack?.[Symbol.asyncDispose]()
    await images.disposeAsync()
  })

  async function derived(changes: Changes): Promise<string> {
    const image = images.use(await deriveImage(media, changes))
    return image.name
  }

  async function running(): Promise<{ id: string; image: string }> {
    const { dockerode } = (await getContainerRuntimeClient()).container
    const { Id, Config, State } = await dockerode.getContainer(`${stack.name}-media`).inspect()
    expect(State.Running).toBe(true)
    return { id: Id, image: Config.Image }
  }

  const stored = async () => (await stack.owner.media.upload(new Blob(['x']), { filename: 'x.txt' })).media_id

  it('is deployed, and rollback goes back to the image of before', async () => {
    const next = await derived({ files: { '/app/NEWER': 'yes' } })
    const { replaced } = await stack.json<Done>('deploy', 'media', '--image', next)
    expect(replaced).toMatchObject([{ service: 'media', expired: false }])
    expect(replaced[0]?.held_ms).toBeLessThanOrEqual(2000)
    expect((await running()).image).toBe(next)
    expect(await stack.json('up')).toMatchObject({ actions: [] })
    expect(await stack.json('rollback', 'media')).toMatchObject({ replaced: [{ service: 'media' }] })
    expect((await running()).image).not.toBe(next)
    expect(await stack.run(['plan'])).toMatchObject({ code: 0 })
    expect(await stored()).toBeTruthy()
  }, 180_000)

  it('is brought back by the engine when its program dies, as any other', async () => {
    await stack.print('deploy', 'media', '--again')
    await expect.poll(await diedInside(`${stack.name}-media`), { timeout: 30_000 }).toBeGreaterThan(0)
    await stack.print('up')
    expect(await stored()).toBeTruthy()
  }, 180_000)

  it('that does not start never comes near the old one; its last words are in the message', async () => {
    const before = await running()
    const broken = await derived({ program: "console.error('no such table: file'); process.exit(1)" })
    const failure = await stack.failure('deploy', 'media', '--image', broken)
    expect(failure).toMatchObject({ code: 'GATE_FAILED', exit_code: 1 })
    expect(failure.evidence).toContain('it says: no such table: file')
    expect(await running()).toEqual(before)
    expect(await stack.run(['plan'])).toMatchObject({ code: 0 })
  }, 180_000)

  it.each([
    ['ends in its turn', "console.error('the disk is full'); process.exit(1)", 'it says: the disk is full'],
    ['does not answer in its turn', "console.error('thinking')", 'it says: thinking'],
  ])(
    'that %s is taken back, and the old one goes on',
    async (_how, then, words) => {
      const before = await running()
      const broken = await derived({ program: inItsTurn(then) })
      const failure = await stack.failure('deploy', 'media', '--image', broken)
      expect(failure).toMatchObject({ code: 'TAKEN_BACK', exit_code: 1 })
      expect(failure.evidence).toEqual(
        expect.arrayContaining([words, expect.stringMatching(/^requests waited \d+ ms/)]),
      )
      expect(await running()).toEqual(before)
      expect(await stored()).toBeTruthy()
      expect(await stack.run(['plan'])).toMatchObject({ code: 0 })
    },
    180_000,
  )

  it('that changes the data does so behind the gate, after a backup; the code of before is refused then', async () => {
    const folder = 'services/media/src/store/migrations'
    const number = String(readdirSync(resolve(root, folder)).length + 1).padStart(4, '0')
    const name = `${number}_colour.sql`
    const sql = 'ALTER TABLE media ADD COLUMN colour TEXT;'
    const next = await derived({ files: { [`/app/${folder}/${name}`]: sql } })
    const { replaced } = await stack.json<Done>('deploy', 'media', '--image', next)
    expect(replaced).toMatchObject([{ rehearsal: { pending: [name] }, backup: { name: expect.any(String) } }])
    const after = await running()
    expect(await stack.failure('rollback', 'media')).toMatchObject({
      code: 'MIGRATION_REFUSED',
      evidence: expect.arrayContaining([expect.stringContaining('was written by a newer version')]),
    })
    expect(await running()).toEqual(after)
  }, 240_000)
})
