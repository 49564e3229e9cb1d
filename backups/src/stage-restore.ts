import { createReadStream } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CopiedDatabase } from './copied-database.ts'
import { type DataService, dataServices } from './create-backup.ts'
import type { BackupManifest } from './manifest.ts'
import { receiveFile, type StoredFile } from './stored-file.ts'

const databaseOf = (service: DataService): string => `${service}.sqlite`

/**
 * Copies the databases of a backup to a folder, checks each of them whole, and ends the log's epoch in chat's: chat
 * begins a new one when it starts, and answers every cursor of the old one with a rebase.
 *
 * @throws {BackupFault} DATABASE_DAMAGED before anything of a stack is touched.
 */
export async function stageDatabases(backup: string, staging: string): Promise<void> {
  await mkdir(staging, { recursive: true, mode: 0o700 })
  for (const service of dataServices) {
    const copy = join(staging, databaseOf(service))
    await receiveFile(copy, createReadStream(join(backup, service, databaseOf(service))))
    using database = new CopiedDatabase(copy, service, { readonly: false })
    database.check()
    if (service === 'chat') database.endEpoch()
  }
}

/** What a service's new data consists of: its staged database, and the backup's other files. */
export async function* restoredFiles(
  backup: string,
  staging: string,
  manifest: BackupManifest,
  service: DataService,
): AsyncGenerator<StoredFile> {
  yield await storedFile(join(staging, databaseOf(service)), databaseOf(service))
  for (const { path } of manifest.files) {
    const [of, ...rest] = path.split('/')
    const within = rest.join('/')
    if (of === service && within !== databaseOf(service)) yield await storedFile(join(backup, path), within)
  }
}

async function storedFile(file: string, path: string): Promise<StoredFile> {
  const { size } = await stat(file)
  return { path, size, mode: 0o600, content: createReadStream(file) }
}
