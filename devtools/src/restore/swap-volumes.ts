import { CliFailure } from '@bartab/kit/cli'
import type { Desired } from '../plan/desired.ts'
import { planUp } from '../plan/plan-up.ts'
import { runPlan } from '../plan/run-plan.ts'
import type { Step } from '../plan/step.ts'
import type { StackHandle } from '../stack/open-stack.ts'
import { type StackRecord, writeStackRecord } from '../state/stack-record.ts'
import { endFilling, newVolumes, noteUnfinished, removeVolumes } from './restored-data.ts'

export interface Swap {
  handle: StackHandle
  before: { record: StackRecord; desired: Desired }
  after: { record: StackRecord; desired: Desired }
}

/**
 * Lets a stack go on with its new volumes. Killed on the way, `up` finishes it; when the services do not come up on
 * the new data, they are put back on the old, and the new volumes are removed; killed on the way back, the next restore
 * removes them.
 *
 * @throws {CliFailure} RESTORE_TAKEN_BACK with the reason, once the old data is in use again.
 */
export async function swapVolumes({ handle, before, after }: Swap): Promise<Step[]> {
  const steps = planUp(after.desired, await handle.driver.observe(after.desired))
  writeStackRecord(handle.folder, { ...after.record, oldTokens: true })
  endFilling(handle.folder)
  try {
    await runPlan(handle, steps)
    return steps
  } catch (error) {
    const { signal } = new AbortController()
    const renewed = newVolumes(after.desired)
    noteUnfinished(handle.folder, renewed)
    writeStackRecord(handle.folder, before.record)
    await converge({ ...handle, context: { ...handle.context, signal } }, before.desired)
    await removeVolumes(handle.driver, renewed, signal)
    endFilling(handle.folder)
    throw takenBack(error)
  }
}

/** Brings a stack to what is desired, whatever its state. */
export async function converge(handle: StackHandle, desired: Desired): Promise<void> {
  await runPlan(handle, planUp(desired, await handle.driver.observe(desired)))
}

function takenBack(cause: unknown): CliFailure {
  const { message, evidence = [], exitCode } = cause as Partial<CliFailure> & Error
  const what = 'the stack did not come up on the restored data, and runs on its old data again'
  return new CliFailure('RESTORE_TAKEN_BACK', what, {
    evidence: [message, ...evidence],
    ...(exitCode === undefined ? {} : { exitCode }),
    cause,
  })
}
