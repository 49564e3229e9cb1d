import type { BackupIndex, Repository } from '@bartab/backups'
import { table } from '@bartab/kit/cli'
import { openRepository } from '../../backup/find-backup.ts'
import { isNewer } from '../../backup/release-order.ts'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { sizeText } from '../../cli/size-text.ts'
import { commandOn } from '../../cli/stack-flag.ts'
import { timeText } from '../../cli/time-text.ts'
import { foundReceipts, isStrange, provedByUs, strangerLines } from '../../drill/found-receipts.ts'
import { rememberedProof } from '../../drill/rewritten.ts'
import { StackFolder } from '../../state/stack-folder.ts'

export async function run(context: Context, input: Input): Promise<undefined> {
  const repository = await openRepository(context, input.text('from'))
  const folder = new StackFolder(context.home, context.stackName)
  const receipts = await foundReceipts(folder, repository)
  const proved = provedByUs(receipts, await rememberedProof(folder, repository))
  const backups = await Promise.all(
    (await repository.names()).map((name) => rowOf(repository, name, { proved, release: context.version })),
  )
  const cells = backups.map(({ name, created_ts, files, bytes, written, head, sealed, state }) => [
    name,
    created_ts === null ? '-' : timeText(created_ts),
    String(files),
    sizeText(bytes),
    sizeText(written),
    String(head ?? '-'),
    [sealed === 'plain' ? 'not encrypted' : '', state === 'whole' ? '' : state].filter(Boolean).join(', '),
  ])
  const rows = table([['backup', 'made', 'files', 'size', 'new', 'log head', ''], ...cells])
  const { where } = repository.store
  const none = `no backups in ${where}: ${commandOn(context.stackName, 'backup create')}`
  const strangers = receipts.filter(isStrange)
  const lines = [...(backups.length === 0 ? [none] : rows), ...strangerLines(strangers)]
  context.terminal.result({ schema: 2, place: where, backups, receipts_of_others: strangers }, lines)
}

type Row = Pick<BackupIndex, 'name' | 'files' | 'bytes' | 'written'> & {
  path: string
  created_ts: number | null
  head: number | null
  sealed: BackupIndex['sealed'] | null
  state: 'whole' | 'proved' | 'damaged index' | 'of a newer release'
}

interface Known {
  proved: ReadonlySet<string>
  /** Of this repository. */
  release: string
}

async function rowOf(repository: Repository, name: string, { proved, release }: Known): Promise<Row> {
  const path = `${repository.store.where}/snapshots/${name}`
  try {
    const { created_ts, files, bytes, written, sealed, log, version } = await repository.index(name)
    const known = proved.has(name) ? 'proved' : 'whole'
    const state = isNewer(version, release) ? 'of a newer release' : known
    return { name, path, created_ts, files, bytes, written, head: log.head, sealed, state }
  } catch (error) {
    const isForeign = (error as { code?: string }).code === 'BACKUP_NEWER'
    const state = isForeign ? 'of a newer release' : 'damaged index'
    return { name, path, created_ts: null, files: 0, bytes: 0, written: 0, head: null, sealed: null, state }
  }
}
