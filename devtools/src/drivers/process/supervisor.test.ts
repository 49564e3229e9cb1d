import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { identifyProcess } from '../../state/process-identity.ts'
import { StackFolder } from '../../state/stack-folder.ts'
import { Supervisor } from './supervisor.ts'

test('a disk that takes nothing does not end a supervisor; its note is there once the disk takes it', async () => {
  const home = mkdtempSync(join(tmpdir(), 'supervisor-'))
  try {
    const folder = new StackFolder(home, 't')
    // nothing can be written below a file, which root cannot get round either
    writeFileSync(join(home, 'stacks'), '')
    const own = identifyProcess(process.pid)
    if (own === undefined) throw new Error('this process does not know itself')
    const supervisor = new Supervisor({ folder, process: own, socket: 'none', clock: Date.now })
    await supervisor.stop('nobody')
    expect(existsSync(folder.supervisor)).toBe(false)
    rmSync(join(home, 'stacks'))
    await expect.poll(() => existsSync(folder.supervisor), { timeout: 10_000 }).toBe(true)
  } finally {
    rmSync(home, { recursive: true })
  }
})
