import { resolve } from 'node:path'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { look } from '../../plan/look.ts'
import { readPlanFile, requireSame } from '../../plan/plan-file.ts'
import { printPlan } from '../../plan/print-plan.ts'
import { runPlan } from '../../plan/run-plan.ts'
import { rememberHealthy } from '../../replace/deploy.ts'
import { openStack } from '../../stack/open-stack.ts'
import { readJournal, unfinishedRun } from '../../state/journal.ts'
import { lockStack } from '../../state/stack-lock.ts'
import { writeStackRecord } from '../../state/stack-record.ts'
import { recordOf } from '../up/record.ts'

export async function run(context: Context, input: Input): Promise<number | undefined> {
  const file = resolve(context.cwd, input.argument(0) ?? '')
  const plan = readPlanFile(file, context.stackName)
  await using handle = await openStack(context)
  using _lock = context.dryRun
    ? undefined
    : await lockStack(handle.folder.lock, { ...context, waitMs: context.lockWaitMs })
  const now = await look(handle)
  const steps = requireSame(plan, now, file, unfinishedRun(readJournal(handle.folder.journal)))
  if (context.dryRun) return printPlan(context, steps)
  writeStackRecord(handle.folder, recordOf(handle))
  const replaced = await runPlan(handle, steps)
  await rememberHealthy(handle, now.desired)
  const said = steps.length === 0 ? 'nothing to do' : `${steps.length} steps are done`
  context.terminal.result({ schema: 1, stack: context.stackName, actions: steps, replaced }, [said])
  return undefined
}
