import { resolve } from 'node:path'
import { type BackupManifest, BackupPlace, createBackup } from '@bartab/backups'
import { Progress } from '@bartab/kit/cli'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { printIntent } from '../../cli/print-intent.ts'
import { sizeText } from '../../cli/size-text.ts'
import { requireRoom } from '../../ground/check-disk.ts'
import { noteBackup } from '../../operator/backup-ages.ts'
import { backupSource } from '../../operator/backup-source.ts'
import { openExistingStack } from '../../stack/open-stack.ts'
import { lockStack } from '../../state/stack-lock.ts'

export async function run(context: Context, input: Input): Promise<undefined> {
  await using handle = await openExistingStack(context)
  const { folder, stack } = handle
  const to = input.text('to')
  const place = new BackupPlace(to === undefined ? folder.backups : resolve(context.cwd, to))
  if (context.dryRun) {
    const line = `copy the databases, files and keys of ${stack.name} to ${place.folder}; nobody will notice`
    printIntent(context, [{ do: 'create-backup', to: place.folder }], [line])
    return
  }
  using _lock = await lockStack(folder.lock, { ...context, waitMs: context.lockWaitMs })
  await requireRoom(place.folder)
  using progress = new Progress(context.terminal, context.clock)
  const { clock, signal } = context
  const { name, version } = stack
  const onProgress = (note: string) => progress.set('backup', 'working', note)
  const source = backupSource(handle)
  const backup = await createBackup({ source, place, stack: name, version, clock, signal, onProgress })
  progress.set('backup', 'done', 'whole, and on disk')
  noteBackup(folder, backup.manifest.created_ts)
  show(context, backup)
}

function show({ terminal }: Context, backup: { name: string; folder: string; manifest: BackupManifest }): void {
  const { files, warnings, log, created_ts } = backup.manifest
  const bytes = files.reduce((sum, { size }) => sum + size, 0)
  for (const warning of warnings) terminal.say(`warning: ${warning}`)
  terminal.say(
    'it holds the keys of the chat: whoever can read it can sign in as anybody. Keep it as safe as the machine',
  )
  const document = { name: backup.name, path: backup.folder, created_ts, files: files.length, bytes, log, warnings }
  terminal.result({ schema: 1, backup: document }, [
    backup.folder,
    `${files.length} files, ${sizeText(bytes)}; the log stands at ${log.head}`,
  ])
}
