import { existsSync, rmSync } from 'node:fs'
import { confirmByName } from '@bartab/kit/cli'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { planDown } from '../../plan/plan-down.ts'
import { printPlan } from '../../plan/print-plan.ts'
import { runPlan } from '../../plan/run-plan.ts'
import { openRemains, openRunningStack, type StackHandle } from '../../stack/open-stack.ts'
import { lockStack } from '../../state/stack-lock.ts'

export async function run(context: Context, input: Input): Promise<number | undefined> {
  const volumes = input.flag('volumes')
  await using handle = (await openRemains(context)) ?? (await openRunningStack(context))
  const { driver, folder, choice, stack } = handle
  if (volumes && !context.dryRun) await confirm(context, input, folder.backups)
  using _lock = context.dryRun ? undefined : await lockStack(folder.lock, { ...context, waitMs: context.lockWaitMs })
  const observed = await driver.observe()
  const steps = planDown(observed, { volumes })
  if (context.dryRun) return printPlan(context, steps)
  await runPlan(handle, steps)
  const gone = volumes || (observed.volumes.length === 0 && isHalfMade(handle))
  if (gone) rmSync(folder.path, { recursive: true, force: true })
  const kept = `its data is kept; to delete it: bartab down --stack ${stack.name} --volumes`
  const ending = volumes ? ', and its data is deleted' : gone ? '; it was left half made and had no data' : `; ${kept}`
  const document = { schema: 1, stack: stack.name, driver: choice.kind, actions: steps }
  context.terminal.result(document, [`${stack.name} is down${ending}`])
  return undefined
}

/** It never came as far as data: nothing is lost with its folder. */
const isHalfMade = ({ record, folder }: StackHandle): boolean =>
  record === undefined && !existsSync(folder.data) && !existsSync(folder.backups)

async function confirm({ terminal, stackName, verb, signal }: Context, input: Input, backups: string): Promise<void> {
  const withThem = existsSync(backups) ? `, its backups in ${backups}, and the key to those that lie elsewhere` : ''
  await confirmByName(terminal, {
    question: `This deletes every account, message and file of the stack ${stackName}${withThem}.`,
    expected: stackName,
    given: input.text('confirm'),
    flag: `--confirm ${stackName}`,
    verb,
    signal,
  })
}
