import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { getContainerRuntimeClient } from 'testcontainers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OperatedStack } from '../src/operated-stack.ts'

const root = resolve(import.meta.dirname, '../..')
const program = resolve(root, 'devtools/fixtures/killed-cli.ts')

describe('a command on containers that is killed at any line of the journal', () => {
  let stack: OperatedStack

  beforeAll(async () => {
    stack = await OperatedStack.start('docker')
  })
  afterAll(() => stack?.[Symbol.asyncDispose]())

  /** Runs a command that is killed once so many lines of the journal are on disk; says whether it came so far. */
  function killedAt(line: number, ...argv: string[]): boolean {
    const env = { ...process.env, BARTAB_HOME: stack.home, BARTAB_STACK: stack.name }
    const { signal } = spawnSync(process.execPath, [program, root, String(line), ...argv], { env })
    return signal === 'SIGKILL'
  }

  const lastLine = (): object =>
    JSON.parse(
      readFileSync(join(stack.home, 'stacks', stack.name, 'journal'), 'utf8')
        .trimEnd()
        .split('\n')
        .at(-1) ?? '',
    )

  async function containersOf(service: string): Promise<string[]> {
    const { dockerode } = (await getContainerRuntimeClient()).container
    const label = [`chat.bartab.stack=${stack.name}`, `chat.bartab.service=${service}`]
    const found = await dockerode.listContainers({ all: true, filters: { label } })
    return found.map(({ Names, State }) => `${Names[0]} ${State}`)
  }

  it('deploy: the same command again finishes it; one container of the service is left, and nothing is lost', async () => {
    const { room_id } = await stack.owner.rooms.create({ name: 'kept', kind: 'private' })
    let said = 0
    let line = 1
    for (let killed = true; killed; line += 1) {
      killed = killedAt(line, 'deploy', 'chat', '--again')
      await stack.print('deploy', 'chat')
      expect(await containersOf('chat')).toEqual([`/${stack.name}-chat running`])
      expect(lastLine()).toMatchObject({ end: expect.stringMatching(/done|taken up/) })
      await stack.owner.messages.send(room_id, `after line ${line}`)
      said += 1
    }
    expect(line).toBeGreaterThan(10)
    const { chunk } = await stack.owner.messages.page(room_id, { limit: 50 })
    expect(chunk.filter(({ type }) => type === 'm.room.message')).toHaveLength(said)
    expect(await stack.run(['plan'])).toMatchObject({ code: 0 })
  }, 900_000)

  it('up: the next up finishes it', async () => {
    const { dockerode } = (await getContainerRuntimeClient()).container
    for (let line = 1, killed = true; killed; line += 1) {
      await dockerode.getContainer(`${stack.name}-media`).remove({ force: true })
      killed = killedAt(line, 'up')
      await stack.print('up')
      expect(await containersOf('media')).toEqual([`/${stack.name}-media running`])
      expect(await stack.run(['plan'])).toMatchObject({ code: 0 })
    }
  }, 900_000)
})
