import {
  keepDefaults,
  openStore,
  planRetention,
  pruneBackups,
  Repository,
  type RetentionPlan,
  type StoredObject,
  unreferenced,
} from '@bartab/backups'
import { changeBackupState, readBackupState } from '../../backup/backup-state.ts'
import { openRepository } from '../../backup/find-backup.ts'
import { requireYes } from '../../cli/consent.ts'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { sizeText } from '../../cli/size-text.ts'
import { lastProvedIn } from '../../drill/last-proved.ts'
import { readStackConfig } from '../../stack/config-file.ts'
import { StackFolder } from '../../state/stack-folder.ts'
import { lockStack } from '../../state/stack-lock.ts'

interface Pruning {
  repository: Repository
  plan: RetentionPlan
  collected: StoredObject[]
}

export async function run(context: Context, input: Input): Promise<undefined> {
  const folder = new StackFolder(context.home, context.stackName)
  using _lock = context.dryRun ? undefined : await lockStack(folder.lock, { ...context, waitMs: context.lockWaitMs })
  const prunings = await planAll(context, input, folder)
  const lines = prunings.flatMap(describe)
  const removes = prunings.some(({ plan, collected }) => plan.removed.length > 0 || collected.length > 0)
  if (removes && !context.dryRun) {
    for (const line of lines) context.terminal.say(line)
    await requireYes(context, input, 'What is removed cannot be brought back.')
    for (const { repository, plan } of prunings) {
      await pruneBackups(repository, plan.removed)
      forgetFailed(context, folder, repository.store.where, plan.removed)
    }
  }
  const places = prunings.map(({ repository, plan, collected }) => ({
    place: repository.store.where,
    ...plan,
    collected: { files: collected.length, bytes: bytesOf(collected) },
  }))
  const done = removes ? ['done'] : ['nothing to remove']
  context.terminal.result({ schema: 1, dry_run: context.dryRun, places }, context.dryRun ? lines : done)
}

async function planAll(context: Context, input: Input, folder: StackFolder): Promise<Pruning[]> {
  const settings = (await readStackConfig(context)).backups ?? {}
  const keep = keepOf(input) ?? settings.keep ?? keepDefaults
  const from = input.text('from')
  const away = from === undefined ? (settings.to ?? []) : []
  const others = await Promise.all(away.map(async (place) => new Repository(await openStore(place, context.cwd))))
  const prunings: Pruning[] = []
  for (const repository of [await openRepository(context, from), ...others]) {
    const plan = planRetention(await repository.indexes(), keep, await lastProvedIn(folder, repository))
    prunings.push({ repository, plan, collected: await unreferenced(repository, plan.removed) })
  }
  return prunings
}

/** A backup that failed its drill is no alarm once it is removed; of a folder this is seen, of a bucket it is not. */
function forgetFailed(context: Context, folder: StackFolder, place: string, removed: readonly string[]): void {
  const failed = readBackupState(folder).failed_drill
  if (failed?.place !== place || !removed.includes(failed.name)) return
  changeBackupState(folder, context.stackName, { failed_drill: null })
}

/** Where one number is given by flag, the flags are all that counts. */
function keepOf(input: Input): Record<string, number> | undefined {
  const given = Object.keys(keepDefaults).flatMap((period) => {
    const count = input.integer(`keep${period[0]?.toUpperCase()}${period.slice(1)}`, { min: 0, max: 10_000 })
    return count === undefined ? [] : [[period, count] as const]
  })
  return given.length === 0 ? undefined : Object.fromEntries(given)
}

function describe({ repository, plan, collected }: Pruning): string[] {
  return [
    `${repository.store.where}:`,
    ...plan.kept.map(({ name, why }) => `  keep   ${name}  (${why.join(', ')})`),
    ...plan.removed.map((name) => `  remove ${name}`),
    `  remove ${collected.length} shared files that no other backup needs, ${sizeText(bytesOf(collected))}`,
  ]
}

const bytesOf = (objects: readonly StoredObject[]): number => objects.reduce((sum, { size }) => sum + size, 0)
