import { BackupRun, type CreateBackupOptions } from './backup-run.ts'
import type { CreatedBackup } from './write-manifest.ts'

/**
 * Takes one consistent cut over a running stack: chat's log first, then media, then the accounts, so that nothing
 * which a message names is missing; then the files and the secrets. It is there once it is whole and on disk.
 *
 * @throws {BackupFault} and leaves nothing that looks like a backup.
 */
export async function createBackup(options: CreateBackupOptions): Promise<CreatedBackup> {
  const { repository, clock } = options
  const created_ts = clock()
  await repository.clear()
  const name = await repository.freeName(created_ts)
  try {
    const run = new BackupRun(options, name, await repository.sharedFiles())
    const created = await run.copy(created_ts)
    await repository.publish(created.index)
    return created
  } catch (error) {
    await repository.remove(name).catch(() => undefined)
    throw error
  }
}
