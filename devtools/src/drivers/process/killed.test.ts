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

/** Kills a command at its first line, then at its second, until it comes to its end; after each, sees that all is mended. */
async function killEverywhere(argv: readonly string[], mended: () => Promise<void>): Promise<number> {
  for (let line = 1; ; line += 1) {
    const { killed } = killedAt(line, ...argv)
    if (killed && existsSync(stack.folder.journal)) expect(openRun()?.begin ?? 'the last line').toBeTruthy()
    await mended()
    expect(openRun()).toBeUndefined()
    if (!killed) return line - 1
  }
}

describe('a command that is killed at any line of the journal', { timeout: 600_000 }, () => {
  const upArgs = () => ['up', '--driver', 'process', '--port', String(stack.port)]

  test('up: the next up finishes it', async () => {
    const lines = await killEverywhere(upArgs(), async () => {
      expect(await stack.up()).toMatchObject({ code: 0 })
      expect(await stack.bartab('plan')).toMatchObject({ out: 'nothing to do\n' })
      await stack.bartab('down', '--volumes', '--confirm', 'bartab')
    })
    expect(lines).toBeGreaterThan(30)
  })

  test('deploy: the same command again finishes it, and one process of the service runs', async () => {
    await stack.up()
    const lines = await killEverywhere(['deploy', 'chat', '--again'], async () => {
      expect(await stack.bartab('deploy', 'chat')).toMatchObject({ code: 0 })
      expect(await stack.bartab('plan')).toMatchObject({ out: 'nothing to do\n' })
      const running = stack.note()?.units.filter(({ name, process }) => name.startsWith('chat') && process)
      expect(running).toHaveLength(1)
      expect(existsSync(join(stack.folder.units, 'chat.next.json'))).toBe(false)
    })
    expect(lines).toBe(12)
  })

  test('down: the same command again finishes it, and up brings everything back', async () => {
    await stack.up()
    const lines = await killEverywhere(['down'], async () => {
      expect(await stack.bartab('down')).toMatchObject({ code: 0 })
      expect(stack.note()?.units.filter(({ process }) => process) ?? []).toEqual([])
      expect(await stack.up()).toMatchObject({ code: 0 })
    })
    expect(lines).toBeGreaterThan(16)
  })
})
