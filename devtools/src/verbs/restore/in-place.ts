import type { RestorableBackup } from '@bartab/backups'
import { Progress } from '@bartab/kit/cli'
import { requireYes } from '../../cli/consent.ts'
import type { Input } from '../../cli/input.ts'
import { printIntent } from '../../cli/print-intent.ts'
import { commandOn } from '../../cli/stack-flag.ts'
import { timeText } from '../../cli/time-text.ts'
import { describeStep } from '../../plan/describe-step.ts'
import { planUp } from '../../plan/plan-up.ts'
import { endOldTokens } from '../../restore/end-old-tokens.ts'
import { fillNewVolumes, newVolumes } from '../../restore/restored-data.ts'
import { swapVolumes } from '../../restore/swap-volumes.ts'
import { generationAt } from '../../stack/data-name.ts'
import { openStack, type StackHandle } from '../../stack/open-stack.ts'
import { lockStack } from '../../state/stack-lock.ts'
import type { StackRecord } from '../../state/stack-record.ts'

/** Fills new volumes beside the running stack's, then lets it go on with those. */
export async function restoreInPlace(
  handle: StackHandle & { record: StackRecord },
  input: Input,
  backup: RestorableBackup,
): Promise<void> {
  const { context, driver, stack, folder, record } = handle
  const generation = generationAt(context.clock())
  const before = { record, desired: await driver.desire(stack) }
  await using renewed = await openStack(context, { generation })
  const after = { record: { ...record, generation }, desired: await driver.desire(renewed.stack) }
  const when = timeText(backup.manifest.created_ts)
  if (context.dryRun) {
    const fill = newVolumes(after.desired).map((volume) => ({ do: 'fill-volume', volume }))
    const steps = planUp(after.desired, await driver.observe(after.desired))
    const lines = [...fill.map(({ volume }) => `fill the new volume ${volume}`), ...steps.map(describeStep)]
    return printIntent<{ do: string }>(context, [...fill, ...steps], lines)
  }
  await requireYes(context, input, `${stack.name} goes back to ${when}. What came after it stays in the old volumes.`)
  using _lock = await lockStack(folder.lock, { ...context, waitMs: context.lockWaitMs })
  await fill(handle, after.desired, backup)
  const actions = await swapVolumes({ handle, before, after })
  const ended = await endOldTokens(handle)
  const old_volumes = newVolumes(before.desired)
  const { log } = backup.manifest
  const document = { stack: stack.name, url: handle.url, backup: backup.name, generation, log, old_volumes, actions }
  context.terminal.result({ schema: 1, ...document, revoked_key: ended ?? null }, [
    `${stack.name} is back at ${when}, the log at ${log.head}`,
    'a new log epoch began: programs that were connected fetch everything anew; who has no session in the backup logs in again',
    `the data of before is kept until it is removed by name: ${commandOn(stack.name, `volumes remove ${old_volumes.join(' ')}`)}`,
  ])
}

export async function fill(
  handle: StackHandle,
  desired: Parameters<typeof newVolumes>[0],
  backup: RestorableBackup,
): Promise<void> {
  const { terminal, clock } = handle.context
  using progress = new Progress(terminal, clock)
  await fillNewVolumes({ handle, desired, backup, onProgress: (note) => progress.set('restore', 'working', note) })
  progress.set('restore', 'done', 'everything is in new volumes')
}
