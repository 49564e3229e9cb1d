import { rmSync } from 'node:fs'
import type { RestorableBackup } from '@bartab/backups'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { printIntent } from '../../cli/print-intent.ts'
import { timeText } from '../../cli/time-text.ts'
import { requireFreePort } from '../../ground/check-port.ts'
import { describeStep } from '../../plan/describe-step.ts'
import { planDown } from '../../plan/plan-down.ts'
import { planUp } from '../../plan/plan-up.ts'
import { runPlan } from '../../plan/run-plan.ts'
import { findPort } from '../../restore/new-port.ts'
import { endFilling, newVolumes, removeVolumes } from '../../restore/restored-data.ts'
import { converge } from '../../restore/swap-volumes.ts'
import { openStack, type StackHandle } from '../../stack/open-stack.ts'
import { lockStack } from '../../state/stack-lock.ts'
import { writeStackRecord } from '../../state/stack-record.ts'
import { recordOf } from '../up/record.ts'
import { fill } from './in-place.ts'

/** Makes a new stack of a backup, on a port of its own. When it does not come up, nothing of it is left. */
export async function restoreToNew(context: Context, input: Input, backup: RestorableBackup): Promise<void> {
  const port = input.integer('port', { min: 1, max: 65_535 }) ?? (await findPort())
  await using handle = await openStack(context, { port })
  const { driver, stack, folder, url } = handle
  const desired = await driver.desire(stack)
  const steps = planUp(desired, await driver.observe(desired))
  if (context.dryRun) {
    const fills = newVolumes(desired).map((volume) => ({ do: 'fill-volume', volume }))
    const lines = [...fills.map(({ volume }) => `fill the new volume ${volume}`), ...steps.map(describeStep)]
    return printIntent<{ do: string }>(context, [...fills, ...steps], lines)
  }
  using _lock = await lockStack(folder.lock, { ...context, waitMs: context.lockWaitMs })
  await requireFreePort(context, stack.listen)
  await runPlan(
    handle,
    steps.filter(({ stage }) => stage === 'images'),
  )
  await fill(handle, desired, backup)
  try {
    writeStackRecord(folder, recordOf(handle))
    endFilling(folder)
    await converge(handle, desired)
  } catch (error) {
    await takeAway(handle, newVolumes(desired))
    throw error
  }
  const { log, created_ts } = backup.manifest
  context.terminal.result({ schema: 1, stack: stack.name, url, backup: backup.name, log, actions: steps }, [
    url,
    `${stack.name} is as it was at ${timeText(created_ts)}, the log at ${log.head}; its bots were not brought along`,
  ])
}

async function takeAway(handle: StackHandle, volumes: readonly string[]): Promise<void> {
  const { signal } = new AbortController()
  const patient = { ...handle, context: { ...handle.context, signal } }
  await runPlan(patient, planDown(await handle.driver.observe(), { volumes: false }))
  await removeVolumes(handle.driver, volumes, signal)
  rmSync(handle.folder.path, { recursive: true, force: true })
}
