/**
 * `node bench/src/backups/main.ts [--megabytes 1000] [--home FOLDER] [--json]`: how long a backup of a stack takes, half
 * messages and half files, what a concurrent write feels of it, how large it is, and how long it takes until it is
 * proved to restore. With `--home` the filled stack is kept there and used again.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Client } from '@bartab/sdk/client'
import { bartab } from './command.ts'
import { filledStack, password } from './filled-stack.ts'
import { delaysDuring } from './write-delays.ts'

interface Created {
  backup: { bytes: number; written: number; files: number }
}
interface Drilled {
  receipt: { proved: boolean; duration_ms: number; isolation: string; checks: { name: string; duration_ms: number }[] }
}

const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '1000' },
    home: { type: 'string' },
    json: { type: 'boolean', default: false },
    'fill-only': { type: 'boolean', default: false },
  },
})
const home = values.home ?? mkdtempSync(join(tmpdir(), 'bartab-bench-backups-'))
const say = (line: string): void => void process.stderr.write(`${line}\n`)
const filled = await filledStack(home, Number(values.megabytes) * 1e6, say)
if (!values['fill-only']) await measure()
if (values.home === undefined) {
  await bartab(home, 'down', '--volumes', '--confirm', 'bench')
  rmSync(home, { recursive: true, force: true })
}

async function measure(): Promise<void> {
  const owner = new Client({ url: filled.url })
  await owner.auth.login({ username: 'owner', password })
  const idle = await delaysDuring(owner, filled.room, async () => await sleep(5000))
  let first = 0
  let size: Created['backup'] | undefined
  const during = await delaysDuring(owner, filled.room, async () => {
    const { answer, tookMs } = await bartab<Created>(home, 'backup', 'create')
    first = tookMs
    size = answer.backup
  })
  const again = await bartab<Created>(home, 'backup', 'create')
  const drill = await bartab<Drilled>(home, 'backup', 'drill')
  const { receipt } = drill.answer
  const report = {
    held_mb: megabytes(size?.bytes),
    files: size?.files,
    create: {
      seconds: seconds(first),
      stored_mb: megabytes(size?.written),
      mb_per_s: (size?.bytes ?? 0) / 1e3 / first,
    },
    create_again: { seconds: seconds(again.tookMs), stored_mb: megabytes(again.answer.backup.written) },
    write_delay_ms: { without: idle, during },
    drill: {
      proved: receipt.proved,
      seconds: seconds(drill.tookMs),
      isolation: receipt.isolation,
      steps: receipt.checks,
    },
  }
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : text(report))
}

const seconds = (ms: number): number => Math.round(ms / 100) / 10
const megabytes = (bytes = 0): number => Math.round(bytes / 1e5) / 10

function text(report: object, indent = ''): string {
  return Object.entries(report)
    .map(([key, value]) => {
      if (Array.isArray(value))
        return `${indent}${key}: ${value.map((step) => `${step.name} ${step.duration_ms} ms`).join(', ')}\n`
      if (typeof value === 'object' && value !== null) return `${indent}${key}\n${text(value, `${indent}  `)}`
      return `${indent}${key}: ${typeof value === 'number' ? Math.round(value * 10) / 10 : value}\n`
    })
    .join('')
}
