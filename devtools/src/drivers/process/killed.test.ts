import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { killAlong } from '../../state/kill-along.ts'
import { SmallStack } from './small-stack.fixture.ts'

const program = resolve(import.meta.dirname, '../../../fixtures/killed-cli.ts')
let stack: SmallStack

beforeEach(async () => {
  stack = await SmallStack.make()
})
afterEach(async () => await stack[Symbol.asyncDispose]())

/** Runs a command that is killed once so many lines of the journal are on disk. */
function killed(line: number, ...argv: string[]): boolean {
  return spawnSync(process.execPath, [program, stack.root, String(line), ...argv]).signal === 'SIGKILL'
}

/** Kills a command along its journal; after each kill, sees that all is mended. */
async function kills(argv: readonly string[], stride: number, mended: () => Promise<void>): Promise<number> {
  const killedAt = (line: number) => killed(line, ...argv)
  return await killAlong({ journal: stack.folder.journal, stride, killedAt, mended })
}

describe('a command that is killed at any line of the journal', { timeout: 1_800_000 }, () => {
  test('up: the next up finishes it', async () => {
    const count = await kills(['up', '--driver', 'process', '--port', String(stack.port)], 7, async () => {
      expect(await stack.up()).toMatchObject({ code: 0 })
      expect(await stack.bartab('plan')).toMatchObject({ out: 'nothing to do\n' })
      await stack.bartab('down', '--volumes', '--confirm', 'bartab')
    })
    expect(count).toBeGreaterThan(4)
  })

  test('deploy: the same command again finishes it, and one process of the service runs', async () => {
    await stack.up()
    const count = await kills(['deploy', 'chat', '--again'], 1, async () => {
      expect(await stack.bartab('deploy', 'chat')).toMatchObject({ code: 0 })
      expect(await stack.bartab('plan')).toMatchObject({ out: 'nothing to do\n' })
      const running = stack.note()?.units.filter(({ name, process }) => name.startsWith('chat') && process)
      expect(running).toHaveLength(1)
      expect(existsSync(join(stack.folder.units, 'chat.next.json'))).toBe(false)
    })
    expect(count).toBe(12)
  })

  test('down: the same command again finishes it, and up brings everything back', async () => {
    await stack.up()
    const count = await kills(['down'], 6, async () => {
      expect(await stack.bartab('down')).toMatchObject({ code: 0 })
      expect(stack.note()?.units.filter(({ process }) => process) ?? []).toEqual([])
      expect(await stack.up()).toMatchObject({ code: 0 })
    })
    expect(count).toBeGreaterThan(2)
  })
})
