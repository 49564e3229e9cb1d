import { createReadStream } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { BackupFault } from './backup-fault.ts'
import { type DataService, dataServices } from './backup-source.ts'
import { CopiedDatabase } from './copied-database.ts'
import type { RestorableBackup } from './open-backup.ts'
import { digestOf, receiveFile, type StoredFile } from './stored-file.ts'

const databaseOf = (service: DataService): string => `${service}.sqlite`

/**
 * Copies the databases of a backup to a folder, checks each of them whole, and ends the log's epoch in chat's: chat
 * begins a new one when it starts, and answers every cursor of the old one with a rebase.
 *
 * @throws {BackupFault} FILE_DAMAGED or DATABASE_DAMAGED before anything of a stack is touched.
 */
export async function stageDatabases(backup: RestorableBackup, staging: string): Promise<void> {
  await mkdir(staging, { recursive: true, mode: 0o700 })
  for (const service of dataServices) {
    const copy = join(staging, databaseOf(service))
    await receiveFile(copy, await backup.read(databaseFile(backup, service)))
    using database = new CopiedDatabase(copy, service, { readonly: false })
    database.check()
  }
}

/** Lets the log begin a new epoch: every cursor of the old one is answered with a rebase. */
export function endEpoch(staging: string): void {
  using chat = new CopiedDatabase(join(staging, databaseOf('chat')), 'chat', { readonly: false })
  chat.endEpoch()
}

/**
 * Opens every file of a backup and reads it to its end.
 *
 * @throws {BackupFault} FILE_DAMAGED, naming the file.
 */
export async function readThrough(backup: RestorableBackup): Promise<void> {
  for (const file of backup.manifest.files) await digestOf(await backup.read(file))
}

/** What a service's new data consists of: its staged database, and the backup's other files. */
export async function* restoredFiles(
  backup: RestorableBackup,
  staging: string,
  service: DataService,
): AsyncGenerator<StoredFile> {
  const file = join(staging, databaseOf(service))
  const { size } = await stat(file)
  yield { path: databaseOf(service), size, mode: 0o600, content: createReadStream(file) }
  for (const other of backup.filesOf(service)) {
    if (other.path !== `${service}/${databaseOf(service)}`) yield await backup.stored(other)
  }
}

function databaseFile(backup: RestorableBackup, service: DataService) {
  const path = `${service}/${databaseOf(service)}`
  const file = backup.manifest.files.find((known) => known.path === path)
  if (file !== undefined) return file
  throw new BackupFault('FILE_DAMAGED', `${backup.name} holds no ${path}`, 'its manifest does not list it')
}
