import { requireYes } from '../../cli/consent.ts'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { printPlan } from '../../plan/print-plan.ts'
import { runPlan } from '../../plan/run-plan.ts'
import type { Step } from '../../plan/step.ts'
import { namedVolumes } from '../../restore/kept-volumes.ts'
import { stackVolumes } from '../../restore/stack-volumes.ts'
import { openExistingStack } from '../../stack/open-stack.ts'
import { lockStack } from '../../state/stack-lock.ts'

export async function run(context: Context, input: Input): Promise<number | undefined> {
  await using handle = await openExistingStack(context)
  const { folder, stack } = handle
  using _lock = context.dryRun ? undefined : await lockStack(folder.lock, { ...context, waitMs: context.lockWaitMs })
  const names = namedVolumes(await stackVolumes(handle), input.words(0), stack.name)
  const steps = names.map((name): Step => ({ stage: 'remove', do: 'remove-volume', name, cause: 'asked' }))
  if (context.dryRun) return printPlan(context, steps)
  const what = `This deletes ${names.join(', ')}: what was written there and is in no backup is gone.`
  await requireYes(context, input, what)
  await runPlan(handle, steps)
  context.terminal.result({ schema: 1, stack: stack.name, removed: names }, [`${names.join(', ')}: removed`])
  return undefined
}
