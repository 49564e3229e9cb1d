import { CliFailure, exitCodes } from '@bartab/kit/cli'
import { openFound } from '../../backup/open-found.ts'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { timeText } from '../../cli/time-text.ts'
import { openStack } from '../../stack/open-stack.ts'
import { StackFolder } from '../../state/stack-folder.ts'
import { requireStackName } from '../../state/stack-name.ts'
import { readStackRecord } from '../../state/stack-record.ts'
import { restoreInPlace } from './in-place.ts'
import { restoreToNew } from './to-new.ts'

export async function run(context: Context, input: Input): Promise<undefined> {
  const backup = await openFound(context, input, input.argument(0) ?? '')
  const { files, created_ts } = backup.manifest
  context.terminal.say(`${backup.name}: ${files.length} files of ${timeText(created_ts)}`)
  const to = input.text('to')
  const target = to === undefined ? context : beside(context, requireStackName(to))
  await using handle = await openStack(target)
  const { record } = handle
  if (to !== undefined && record !== undefined) throw exists(to)
  if (record === undefined) await restoreToNew(target, input, backup)
  else await restoreInPlace({ ...handle, record }, input, backup)
}

/** A new stack runs on the driver of the one that the command names, unless told otherwise. */
function beside(context: Context, stackName: string): Context {
  const driver = readStackRecord(new StackFolder(context.home, context.stackName))?.driver
  return { ...context, stackName, driverAsked: context.driverAsked ?? driver }
}

function exists(name: string): CliFailure {
  return new CliFailure('STACK_EXISTS', `there is a stack ${name} already`, {
    evidence: ['--to makes a new stack'],
    fix: `choose another name, or bring the backup back in place: bartab restore BACKUP --stack ${name}`,
    exitCode: exitCodes.usage,
  })
}
