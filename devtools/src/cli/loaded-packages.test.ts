import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const program = resolve(import.meta.dirname, '../../fixtures/loaded-packages.ts')

function loadedWith(verb: string): string[] {
  const file = resolve(import.meta.dirname, `../verbs/${verb}/run.ts`)
  return execFileSync(process.execPath, [program, file], { encoding: 'utf8' }).trim().split('\n')
}

test.each(['up', 'down', 'plan', 'apply', 'deploy', 'rollback', 'status', 'logs', 'top', 'operator'])(
  '%s loads nothing that backups, the engine or the settings alone need: that would be most of its time',
  (verb) => {
    const loaded = loadedWith(verb)
    for (const heavy of ['backups', 'typebox', 'dockerode', 'age-encryption', 'yaml'])
      expect(loaded).not.toContain(heavy)
  },
)
