import { join } from 'node:path'
import { checkData, type OpenBackup } from '@bartab/backups'
import type { Context } from '../cli/context.ts'
import { planUp } from '../plan/plan-up.ts'
import { runPlan } from '../plan/run-plan.ts'
import { endFilling, fillNewVolumes } from '../restore/restored-data.ts'
import { readStackConfig } from '../stack/config-file.ts'
import type { ExistingStack, StackHandle } from '../stack/open-stack.ts'
import { writeStackRecord } from '../state/stack-record.ts'
import { recordOf } from '../verbs/up/record.ts'
import { type DrillCheck, tryOut } from './drill-check.ts'
import { type Isolation, namespacePrefix, runLines } from './isolation.ts'
import { play } from './play.ts'
import type { PlayOrder } from './play-main.ts'
import { openThrowaway, takeAway, throwawayName } from './throwaway.ts'

export interface DrillReport {
  checks: DrillCheck[]
  isolation: Isolation
}

/** Makes a throwaway stack of a backup, checks and uses it, and takes it away. The stack itself is not touched. */
export async function runDrill(
  { context, driver }: Pick<ExistingStack, 'context' | 'driver'>,
  backup: OpenBackup,
  onCheck: (check: DrillCheck) => void,
): Promise<DrillReport> {
  const config = await readStackConfig(context)
  const inner: Context = { ...context, stackName: throwawayName(context.stackName) }
  await clearRemains(inner, driver.kind)
  await using handle = await openThrowaway(inner, driver.kind, config)
  const checks: DrillCheck[] = []
  const note = (check: DrillCheck) => {
    checks.push(check)
    onCheck(check)
  }
  try {
    const isRestored = await restore(handle, backup, note)
    const isolation = isRestored ? await playIsolated(handle, config, note) : 'internal networks'
    return { checks, isolation }
  } finally {
    await takeAway(handle)
  }
}

/** What a drill that was killed left. */
async function clearRemains(context: Context, driver: 'docker' | 'process'): Promise<void> {
  await using handle = await openThrowaway(context, driver, {})
  await takeAway(handle)
}

async function restore(handle: StackHandle, backup: OpenBackup, note: (check: DrillCheck) => void): Promise<boolean> {
  const { driver, stack, context, folder } = handle
  const { clock, signal } = context
  const found: DrillCheck[] = []
  const restored = await tryOut(clock, 'restore', async () => {
    const desired = await driver.desire(stack)
    const images = planUp(desired, await driver.observe(desired)).filter(({ stage }) => stage === 'images')
    await runPlan(handle, images)
    const inspect = (staging: string) => {
      const began = clock()
      for (const check of checkData(backup, staging)) found.push({ ...check, duration_ms: clock() - began })
    }
    await fillNewVolumes({ handle, desired, backup, onProgress: () => signal.throwIfAborted(), inspect })
    writeStackRecord(folder, recordOf(handle))
    endFilling(folder)
    return `${backup.manifest.files.length} files, each with its SHA-256; integrity and references of three databases`
  })
  for (const check of [restored, ...found]) note(check)
  return restored.ok && found.every(({ ok }) => ok)
}

/** Containers have networks without an exit; processes get a network namespace where the system gives one. */
async function playIsolated(
  handle: StackHandle,
  config: Awaited<ReturnType<typeof readStackConfig>>,
  note: (check: DrillCheck) => void,
): Promise<Isolation> {
  if (handle.driver.kind === 'docker') {
    await play(handle, note)
    return 'internal networks'
  }
  const prefix = namespacePrefix()
  const { verb, root, home, cwd, version, stackName, signal } = handle.context
  const order: PlayOrder = { verb, root, home, cwd, version, stackName, config }
  const script = join(import.meta.dirname, 'play-main.ts')
  const command = [...(prefix ?? []), process.execPath, script, JSON.stringify(order)]
  const failed = await runLines(command, { onLine: (line) => note(JSON.parse(line) as DrillCheck), signal })
  if (failed !== undefined)
    note({ name: 'play', ok: false, detail: failed.trim().split('\n').slice(-5).join(' '), duration_ms: 0 })
  return prefix === undefined ? 'loopback ports' : 'network namespace'
}
