import { CliFailure, exitCodes } from '@bartab/kit/cli'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { timeText } from '../../cli/time-text.ts'
import { findBackup } from '../../operator/find-backup.ts'
import { requireSoundBackup } from '../../operator/require-sound-backup.ts'
import { isNewer } from '../../restore/release-order.ts'
import { openStack } from '../../stack/open-stack.ts'
import { StackFolder } from '../../state/stack-folder.ts'
import { requireStackName } from '../../state/stack-name.ts'
import { readStackRecord } from '../../state/stack-record.ts'
import type { Backup } from './backup.ts'
import { restoreInPlace } from './in-place.ts'
import { restoreToNew } from './to-new.ts'

export async function run(context: Context, input: Input): Promise<undefined> {
  const found = findBackup(context, input.argument(0) ?? '')
  context.terminal.say(`reading ${found.folder}`)
  const manifest = await requireSoundBackup(found.folder)
  context.terminal.say(`it is sound: ${manifest.files.length} files of ${timeText(manifest.created_ts)}`)
  const backup: Backup = { ...found, manifest }
  requireOlder(backup, context)
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

function requireOlder({ name, manifest }: Backup, { version }: Context): void {
  if (!isNewer(manifest.version, version)) return
  throw new CliFailure('BACKUP_NEWER', `the backup ${name} is of a newer release`, {
    evidence: [`it was made by ${manifest.version}; this is ${version}`],
    fix: 'update this repository, then restore',
  })
}

function exists(name: string): CliFailure {
  return new CliFailure('STACK_EXISTS', `there is a stack ${name} already`, {
    evidence: ['--to makes a new stack'],
    fix: `choose another name, or bring the backup back in place: bartab restore BACKUP --stack ${name}`,
    exitCode: exitCodes.usage,
  })
}
