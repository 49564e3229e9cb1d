import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readJournal, unfinishedRun } from '../../state/journal.ts'
import { SmallStack } from './small-stack.fixture.ts'

const program = resolve(import.meta.dirname, '../../../fixtures/killed-cli.ts')
let stack: SmallStack

beforeEach(async () => {
  stack = await SmallStack.make()
})
afterEach(async () => await stack[Symbol.asyncDispose]())

/** Runs a command that is killed once so many lines of the journal are on disk. */
function killedAt(line: number, ...argv: string[]): { killed: boolean } {
  const { signal } = spawnSync(process.execPath, [program, stack.root, String(line), ...argv])
  return { killed: signal === 'SIGKILL' }
}

const openRun = () => unfinishedRun(readJournal(stack.folder.journal))

/** Every line takes minutes: without, the first and every so many after it. */
const everyLine = process.env['BARTAB_KILL_EVERY_LINE'] === '1'

/** Kills a command at its first line, then further on, until it comes to its end; after each, sees that all is mended. */
async function killAlong(argv: readonly string[], stride: number, mended: () => Promise<void>): Promise<number> {
  for (let line = 1, kills = 0; ; line += everyLine ? 1 : stride, kills += 1) {
    const { killed } = killedAt(line, ...argv)
    expect(openRun() !== undefined || !killed || isLastLine()).toBe(true)
    await mended()
    expect(openRun()).toBeUndefined()
    if (!killed) return kills
  }
}

const isLastLine = (): boolean => 'end' in (readJournal(stack.folder.journal).at(-1) ?? {})

describe('a command that is killed at any line of the journal', { timeout: 1_800_000 }, () => {
  test('up: the next up finishes it', async () => {
    const kills = await killAlong(['up', '--driver', 'process', '--port', String(stack.port)], 7, async () => {
      expect(await stack.up()).toMatchObject({ code: 0 })
      expect(await stack.bartab('plan')).toMatchObject({ out: 'nothing to do\n' })
      await stack.bartab('down', '--volumes', '--confirm', 'bartab')
    })
    expect(kills).toBeGreaterThan(4)
  })

  test('deploy: the same command again finishes it, and one process of the service runs', async () => {
    await stack.up()
    const kills = await killAlong(['deploy', 'chat', '--again'], 1, async () => {
      expect(await stack.bartab('deploy', 'chat')).toMatchObject({ code: 0 })
      expect(await stack.bartab('plan')).toMatchObject({ out: 'nothing to do\n' })
      const running = stack.note()?.units.filter(({ name, process }) => name.startsWith('chat') && process)
      expect(running).toHaveLength(1)
      expect(existsSync(join(stack.folder.units, 'chat.next.json'))).toBe(false)
    })
    expect(kills).toBe(12)
  })

  test('down: the same command again finishes it, and up brings everything back', async () => {
    await stack.up()
    const kills = await killAlong(['down'], 6, async () => {
      expect(await stack.bartab('down')).toMatchObject({ code: 0 })
      expect(stack.note()?.units.filter(({ process }) => process) ?? []).toEqual([])
      expect(await stack.up()).toMatchObject({ code: 0 })
    })
    expect(kills).toBeGreaterThan(2)
  })
})
