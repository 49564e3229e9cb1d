import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { sizeText } from '../../cli/size-text.ts'
import { findBackup } from '../../operator/find-backup.ts'
import { requireSoundBackup } from '../../operator/require-sound-backup.ts'

export async function run(context: Context, input: Input): Promise<undefined> {
  const { name, folder } = findBackup(context, input.argument(0) ?? '')
  const { files, log, created_ts } = await requireSoundBackup(folder)
  const bytes = files.reduce((sum, { size }) => sum + size, 0)
  context.terminal.result({ schema: 1, name, path: folder, sound: true, files: files.length, bytes, log, created_ts }, [
    `${name} is sound: ${files.length} files, ${sizeText(bytes)}, every byte as it was written`,
  ])
}
