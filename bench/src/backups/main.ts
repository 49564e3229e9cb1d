/**
 * `node bench/src/backups/main.ts [--only snapshot|rpo] [--driver process|docker] [--megabytes 1000] [--home FOLDER]
 * [--rounds 3] [--seconds 8] [--json]`
 *
 * - `snapshot`: how long a backup of a stack takes, half messages and half files, what a concurrent write feels of it,
 *   how large it is, and how long it takes until it is proved to restore. With `--home` the filled stack is kept there
 *   and used again; `--fill-only` ends once it is filled. On docker it is filled by a backup of the one on processes.
 * - `rpo`: which acknowledged writes are gone when everything is killed and the data is lost, at three rates of writing,
 *   and how far the replica is behind meanwhile.
 */
import { rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { endCleanly, scratchFolder } from '../ending.ts'
import { bartab } from './command.ts'
import { filledStack, onDocker } from './filled-stack.ts'
import { measureLostWrites } from './lost-writes.ts'
import { measureSnapshots } from './snapshots.ts'

endCleanly()
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    driver: { type: 'string', default: 'process' },
    megabytes: { type: 'string', default: '1000' },
    home: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '8' },
    json: { type: 'boolean', default: false },
    'fill-only': { type: 'boolean', default: false },
  },
})
const home = values.home ?? scratchFolder('backups')
const say = (line: string): void => void process.stderr.write(`${line}\n`)
const isAsked = (what: string): boolean => values.only === undefined || values.only === what
const report: Record<string, object> = {}

const rounds = Number(values.rounds)
if (isAsked('snapshot')) await snapshot()
if (isAsked('rpo') && !values['fill-only']) {
  report['rpo'] = await measureLostWrites({
    home: scratchFolder('rpo', values.home),
    rounds,
    seconds: Number(values.seconds),
    say,
  })
}
if (values.home === undefined) rmSync(home, { recursive: true, force: true })
process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : text(report))

async function snapshot(): Promise<void> {
  const filled = await filledStack(home, Number(values.megabytes) * 1e6, say)
  const measured = values.driver === 'docker' ? await onDocker(filled) : filled
  if (!values['fill-only']) report[`snapshot on ${values.driver}`] = await measureSnapshots(measured, rounds, say)
  if (values.home !== undefined) return
  for (const bench of new Set([measured.stack, filled.stack])) {
    await bartab({ home, stack: bench }, 'down', '--volumes', '--confirm', bench)
  }
}

function text(figures: object, indent = ''): string {
  return Object.entries(figures)
    .map(([key, value]) => {
      if (typeof value === 'object' && value !== null) return `${indent}${key}\n${text(value, `${indent}  `)}`
      return `${indent}${key}: ${typeof value === 'number' ? Math.round(value * 10) / 10 : value}\n`
    })
    .join('')
}
