import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '@bartab/sdk/client'
import { bartab } from './command.ts'
import { type FilledStack, password } from './filled-stack.ts'
import { delaysDuring } from './write-delays.ts'

interface Created {
  backup: { bytes: number; written: number; files: number }
}
interface Drilled {
  receipt: { proved: boolean; duration_ms: number; isolation: string; checks: { name: string; duration_ms: number }[] }
}

/** What a backup of a stack takes, what a concurrent write feels of it, and how long it takes until it is proved. */
export async function measureSnapshots(filled: FilledStack): Promise<object> {
  const owner = new Client({ url: filled.url })
  await owner.auth.login({ username: 'owner', password })
  const idle = await delaysDuring(owner, filled.room, async () => await sleep(5000))
  let [first, peak] = [0, 0]
  let size: Created['backup'] | undefined
  const during = await delaysDuring(owner, filled.room, async () => {
    const { answer, tookMs, peakBytes } = await bartab<Created>(filled, 'backup', 'create')
    size = answer.backup
    first = tookMs
    peak = peakBytes
  })
  const again = await bartab<Created>(filled, 'backup', 'create')
  const drill = await bartab<Drilled>(filled, 'backup', 'drill')
  const { receipt } = drill.answer
  return {
    held_mb: megabytes(size?.bytes),
    files: size?.files,
    create: {
      seconds: seconds(first),
      stored_mb: megabytes(size?.written),
      mb_per_s: (size?.written ?? 0) / 1e3 / first,
      peak_mb: megabytes(peak),
    },
    create_again: { seconds: seconds(again.tookMs), stored_mb: megabytes(again.answer.backup.written) },
    write_delay_ms: { without: idle, during },
    drill: {
      proved: receipt.proved,
      seconds: seconds(drill.tookMs),
      peak_mb: megabytes(drill.peakBytes),
      isolation: receipt.isolation,
      steps: receipt.checks,
    },
  }
}

const seconds = (ms: number): number => Math.round(ms / 100) / 10
const megabytes = (bytes = 0): number => Math.round(bytes / 1e5) / 10
