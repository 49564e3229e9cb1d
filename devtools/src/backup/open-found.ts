import { OpenBackup } from '@bartab/backups'
import { CliFailure } from '@bartab/kit/cli'
import type { Context } from '../cli/context.ts'
import type { Input } from '../cli/input.ts'
import { readStackConfig } from '../stack/config-file.ts'
import { StackFolder } from '../state/stack-folder.ts'
import { chooseOpener } from './choose-opener.ts'
import { findBackup } from './find-backup.ts'
import { keyWishes } from './key-wishes.ts'
import { isNewer } from './release-order.ts'

/**
 * Finds a backup and opens it with its key.
 *
 * @throws {CliFailure} NO_BACKUP, BACKUP_NEWER, KEY_NEEDED, WRONG_KEY, WRONG_PASSPHRASE
 */
export async function openFound(context: Context, input: Input, wanted: string): Promise<OpenBackup> {
  const { name, repository } = await findBackup(context, wanted, input.text('from'))
  const index = await repository.index(name)
  requireOlder(index, context)
  const settings = (await readStackConfig(context)).backups ?? {}
  const folder = new StackFolder(context.home, context.stackName)
  const opener = await chooseOpener(folder, repository, index, keyWishes(context, input, settings))
  return await OpenBackup.open(repository, index, opener)
}

function requireOlder({ name, version: made }: { name: string; version: string }, { version }: Context): void {
  if (!isNewer(made, version)) return
  throw new CliFailure('BACKUP_NEWER', `the backup ${name} is of a newer release`, {
    evidence: [`it was made by ${made}; this is ${version}`],
    fix: 'update this repository, then run the command again',
  })
}
