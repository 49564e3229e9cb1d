import { countText, exitCodes } from '@bartab/kit/cli'
import { chooseSeal } from '../../backup/choose-seal.ts'
import { openRepository } from '../../backup/find-backup.ts'
import { keyWishes } from '../../backup/key-wishes.ts'
import { ping } from '../../backup/ping.ts'
import { type TakenBackup, takeBackup } from '../../backup/take-backup.ts'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { printIntent } from '../../cli/print-intent.ts'
import { sizeText } from '../../cli/size-text.ts'
import { requireRoom } from '../../ground/check-disk.ts'
import { readStackConfig } from '../../stack/config-file.ts'
import { openExistingStack } from '../../stack/open-stack.ts'
import { lockStack } from '../../state/stack-lock.ts'

export async function run(context: Context, input: Input): Promise<number> {
  await using handle = await openExistingStack(context)
  const { folder, stack } = handle
  const settings = (await readStackConfig(context)).backups ?? {}
  const repository = await openRepository(context, input.text('to'))
  const { where } = repository.store
  const to = [...(settings.to ?? []), ...input.list('away')]
  if (context.dryRun) {
    const places = [where, ...to]
    const line = `copy the databases, files and keys of ${stack.name} to ${places.join(', then ')}; nobody will notice`
    printIntent(context, [{ do: 'create-backup', to: places }], [line])
    return exitCodes.ok
  }
  using _lock = await lockStack(folder.lock, { ...context, waitMs: context.lockWaitMs })
  await requireRoom(folder.path)
  const { seal, advice } = await chooseSeal(folder, repository, keyWishes(context, input, settings))
  const taken = await takeBackup(handle, { repository, seal, to })
  const reached = Object.values(taken.away).every(({ error }) => error === null)
  const unheard = reached && settings.ping !== undefined ? await ping(settings.ping) : undefined
  const warnings = unheard === undefined ? taken.warnings : [...taken.warnings, unheard]
  show(context, where, { ...taken, warnings }, advice)
  return reached ? exitCodes.ok : exitCodes.failed
}

function show({ terminal }: Context, where: string, taken: TakenBackup, advice: string | undefined): void {
  const { index, warnings, away } = taken
  const { name, created_ts, files, bytes, written, log, sealed } = index
  for (const warning of warnings) terminal.say(`warning: ${warning}`)
  if (advice !== undefined) terminal.say(advice)
  const path = `${where}/snapshots/${name}`
  const document = { name, path, place: where, created_ts, sealed, files, bytes, written, log, warnings, away }
  const failed = Object.entries(away).filter(([, { error }]) => error !== null)
  terminal.result({ schema: 2, backup: document }, [
    path,
    `${countText(files, 'file')}, ${sizeText(bytes)}, of which ${sizeText(written)} were new; the log stands at ${log.head}`,
    ...failed.map(([place]) => `it is whole here; its copy in ${place} is not. The next backup tries again`),
  ])
}
