import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { endCleanly } from '../ending.ts'
import type { Figure } from './figure.ts'
import { measureLogins, measureRefreshes } from './logins.ts'
import { measureRevocation } from './revocation.ts'
import { measureRotation } from './rotation.ts'
import { startStage } from './stage.ts'
import { measureVerification } from './verification.ts'

endCleanly()
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'verification,logins,refreshes,revocation,rotation' },
    /** Life of an access token while keys rotate, seconds: each key lives a minute longer. */
    'token-lifetime': { type: 'string', default: '10' },
    json: { type: 'boolean', default: false },
  },
})

const wanted = new Set(values.only.split(','))
const figures: Figure[] = []

if (wanted.has('verification')) figures.push(...(await measureVerification()))
if (['logins', 'refreshes', 'revocation'].some((name) => wanted.has(name))) {
  await using stage = await startStage(40)
  if (wanted.has('refreshes')) figures.push(...(await measureRefreshes(stage)))
  if (wanted.has('logins')) figures.push(...(await measureLogins(stage)))
  if (wanted.has('revocation')) figures.push(...(await measureRevocation(stage)))
}
if (wanted.has('rotation')) {
  const lifetimeS = Number(values['token-lifetime'])
  await using stage = await startStage(20, lifetimeS)
  figures.push(...(await measureRotation(stage, lifetimeS)))
}

const machine = `Node ${process.version}, ${cpus().length} cores: ${cpus()[0]?.model ?? 'unknown'}`
process.stdout.write(values.json ? `${JSON.stringify({ schema: 1, machine, figures }, null, 2)}\n` : table(figures))

function table(lines: readonly Figure[]): string {
  const width = Math.max(...lines.map(({ name }) => name.length))
  const rows = lines.map(({ name, value, note }) => `${name.padEnd(width)}  ${value}${note ? `  (${note})` : ''}`)
  return `${[machine, ...rows].join('\n')}\n`
}
