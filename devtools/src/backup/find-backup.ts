import { existsSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { isBucket, openStore, Repository } from '@bartab/backups'
import { CliFailure } from '@bartab/kit/cli'
import type { Context } from '../cli/context.ts'
import { stackFlag } from '../cli/stack-flag.ts'
import { readStackConfig } from '../stack/config-file.ts'
import { StackFolder } from '../state/stack-folder.ts'

export interface FoundBackup {
  name: string
  repository: Repository
}

type World = Pick<Context, 'home' | 'stackName' | 'cwd' | 'configPath' | 'root'>

/** The first place of a stack's backups: where a flag says, or the settings, or its own folder. */
export async function openRepository(context: World, place?: string): Promise<Repository> {
  const chosen = place ?? (await readStackConfig(context)).backups?.folder
  const own = new StackFolder(context.home, context.stackName).backups
  return new Repository(await openStore(chosen ?? own, context.cwd))
}

/**
 * A backup by its name in a place, by `latest`, or by the path of its folder.
 *
 * @throws {CliFailure} NO_BACKUP, naming the backups that there are.
 */
export async function findBackup(context: World, wanted: string, place?: string): Promise<FoundBackup> {
  const { name: asked, from } = wanted.includes('/') ? splitPath(context, wanted) : { name: wanted, from: place }
  const repository = await openRepository(context, from)
  const known = await repository.names()
  const name = asked === 'latest' ? known[0] : asked
  if (name !== undefined && known.includes(name)) return { name, repository }
  const { where } = repository.store
  throw new CliFailure('NO_BACKUP', `there is no backup ${wanted}`, {
    evidence: [
      known.length === 0 ? `${where} holds none` : `the newest in ${where} are ${known.slice(0, 5).join(', ')}`,
    ],
    fix: `bartab backup list${stackFlag(context.stackName)}, or name the place: --from FOLDER or --from s3://BUCKET`,
  })
}

/** `…/PLACE/NAME` and `…/PLACE/snapshots/NAME` are both understood, in folders and in buckets. */
function splitPath({ cwd }: World, path: string): { name: string; from: string } {
  const bucket = isBucket(path)
  const [whole = '', query] = bucket ? path.split('?') : [resolve(cwd, path)]
  const parent = dirname(whole)
  const inside = basename(parent) === 'snapshots' && (bucket || existsSync(parent))
  const from = inside ? dirname(parent) : parent
  return { name: basename(whole), from: query === undefined ? from : `${from}?${query}` }
}
