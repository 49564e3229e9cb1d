import { existsSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { BackupPlace } from '@bartab/backups'
import { CliFailure } from '@bartab/kit/cli'
import type { Context } from '../cli/context.ts'
import { stackFlag } from '../cli/stack-flag.ts'
import { StackFolder } from '../state/stack-folder.ts'

export const backupPlace = ({ home, stackName }: Pick<Context, 'home' | 'stackName'>): BackupPlace =>
  new BackupPlace(new StackFolder(home, stackName).backups)

/**
 * The folder of a backup, named by its path, by its name among the stack's own, or as `latest`.
 *
 * @throws {CliFailure} NO_BACKUP, naming the backups that there are.
 */
export function findBackup(context: Context, wanted: string): { name: string; folder: string } {
  const place = backupPlace(context)
  const [latest] = place.names()
  const name = wanted === 'latest' && latest !== undefined ? latest : wanted
  const folder = wanted.includes('/') ? resolve(context.cwd, wanted) : join(place.folder, name)
  if (existsSync(folder) && !basename(folder).startsWith('.')) return { name: basename(folder), folder }
  const known = place.names()
  throw new CliFailure('NO_BACKUP', `there is no backup ${wanted}`, {
    evidence: [
      known.length === 0 ? `${dirname(folder)} holds none` : `the newest here are ${known.slice(0, 5).join(', ')}`,
    ],
    fix: `bartab backup list${stackFlag(context.stackName)}, or give the path of its folder`,
  })
}
