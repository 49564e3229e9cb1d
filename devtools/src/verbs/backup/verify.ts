import { requireSound } from '@bartab/backups'
import { findBackup } from '../../backup/find-backup.ts'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { sizeText } from '../../cli/size-text.ts'

export async function run(context: Context, input: Input): Promise<undefined> {
  const { name, repository } = await findBackup(context, input.argument(0) ?? '', input.text('from'))
  const { objects, files, bytes, log, created_ts } = await requireSound(repository, name)
  const stored = objects.reduce((sum, { size }) => sum + size, 0)
  const document = { name, place: repository.store.where, sound: true, files, bytes, stored, log, created_ts }
  context.terminal.result({ schema: 2, ...document }, [
    `${name} is sound: ${files} files, ${sizeText(stored)} as stored, every byte as it was written`,
  ])
}
