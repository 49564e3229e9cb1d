import { join, resolve } from 'node:path'
import { BackupPlace, readManifest } from '@bartab/backups'
import { table } from '@bartab/kit/cli'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { sizeText } from '../../cli/size-text.ts'
import { timeText } from '../../cli/time-text.ts'
import { backupPlace } from '../../operator/find-backup.ts'

interface BackupRow {
  name: string
  path: string
  created_ts: number | null
  files: number
  bytes: number
  head: number | null
  state: 'whole' | 'damaged manifest'
}

export async function run(context: Context, input: Input): Promise<undefined> {
  const from = input.text('from')
  const place = from === undefined ? backupPlace(context) : new BackupPlace(resolve(context.cwd, from))
  const backups = await Promise.all(place.names().map((name) => rowOf(name, join(place.folder, name))))
  const cells = backups.map(({ name, created_ts, files, bytes, head, state }) => [
    name,
    created_ts === null ? '-' : timeText(created_ts),
    String(files),
    sizeText(bytes),
    String(head ?? '-'),
    state === 'whole' ? '' : state,
  ])
  const rows = table([['backup', 'made', 'files', 'size', 'log head', ''], ...cells])
  const none = `no backups in ${place.folder}: bartab backup create`
  context.terminal.result({ schema: 1, folder: place.folder, backups }, backups.length === 0 ? [none] : rows)
}

async function rowOf(name: string, path: string): Promise<BackupRow> {
  try {
    const { created_ts, files, log } = await readManifest(path)
    const bytes = files.reduce((sum, { size }) => sum + size, 0)
    return { name, path, created_ts, files: files.length, bytes, head: log.head, state: 'whole' }
  } catch {
    return { name, path, created_ts: null, files: 0, bytes: 0, head: null, state: 'damaged manifest' }
  }
}
