import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isBucket, type OpenBackup, type RestorableBackup } from '@bartab/backups'
import { CliFailure, exitCodes } from '@bartab/kit/cli'
import { openFound } from '../../backup/open-found.ts'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { timeText } from '../../cli/time-text.ts'
import { readStackConfig } from '../../stack/config-file.ts'
import { openExistingStack, openStack } from '../../stack/open-stack.ts'
import { StackFolder } from '../../state/stack-folder.ts'
import { requireStackName } from '../../state/stack-name.ts'
import { readStackRecord } from '../../state/stack-record.ts'
import { restoreInPlace } from './in-place.ts'
import { restoreToNew } from './to-new.ts'

export async function run(context: Context, input: Input): Promise<undefined> {
  const found = await openFound(context, input, input.argument(0) ?? 'latest')
  const at = input.text('at')
  const backup = at === undefined ? found : await stateAt(context, found, at)
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

/** Every database as it was at a time, from where it is followed to. */
async function stateAt(context: Context, base: OpenBackup, text: string): Promise<RestorableBackup> {
  const at = new Date(text)
  const place = (await readStackConfig(context)).backups?.continuous
  if (Number.isNaN(at.getTime()) || place === undefined) throw notFollowed(text, place)
  await using handle = await openExistingStack(context)
  const { pointInTime } = await import('../../restore/point-in-time.ts')
  const { driver, folder, record } = handle
  const staging = join(folder.path, 'point-in-time')
  rmSync(staging, { recursive: true, force: true })
  const replicas = isBucket(place) ? place : resolve(context.cwd, place)
  const followed = { place: replicas, stackName: context.stackName, generation: record.generation }
  return await pointInTime({ at, followed, base, driver, folder: staging })
}

function notFollowed(at: string, place: string | undefined): CliFailure {
  if (place !== undefined) {
    const evidence = [`"${at}" is no time`]
    const fix = 'write it as 2026-01-31T18:05:00Z'
    return new CliFailure('USAGE', '--at takes a time', { evidence, fix, exitCode: exitCodes.usage })
  }
  return new CliFailure('NOT_FOLLOWED', 'the databases of this stack are not followed', {
    evidence: ['bartab.yaml has no backups.continuous'],
    fix: 'set it and run bartab up; until then, restore a backup: bartab backup list',
  })
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
