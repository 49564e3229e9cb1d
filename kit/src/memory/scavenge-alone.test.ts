import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const program = `
  import { scavengeAlone } from '${join(import.meta.dirname, 'scavenge-alone.ts')}'
  if (process.argv.includes('alone')) scavengeAlone()
  let kept = []
  for (let i = 0; i < 300_000; i += 1) {
    kept.push({ i, text: "x" + i })
    if (kept.length > 50_000) kept = []
  }
`

/** How many looked through new objects, for each time that it was done. */
function lookers(...args: string[]): number {
  const traced = ['--trace-gc', '--trace-parallel-scavenge', '--input-type=module', '-e', program, ...args]
  const { stdout } = spawnSync(process.execPath, traced, { encoding: 'utf8' })
  const times = stdout.match(/: Scavenge /g)?.length ?? 0
  expect(times).toBeGreaterThan(3)
  return (stdout.match(/scavenge\[0x/g)?.length ?? 0) / times
}

test('one thread looks through new objects, where V8 would take several', () => {
  expect(lookers()).toBeGreaterThan(1)
  expect(lookers('alone')).toBe(1)
})
