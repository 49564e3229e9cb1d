import { BackupFault } from './backup-fault.ts'
import { type BackupSource, dataServices } from './backup-source.ts'
import type { Repository, SharedFiles } from './repository.ts'

/**
 * Sees to it that a repository has room for the databases, and for what it does not hold of the files yet.
 *
 * @returns how much is to be copied at most, in bytes.
 * @throws {BackupFault} DISK_FULL
 */
export async function requireRoom(
  source: Pick<BackupSource, 'measure'>,
  { store }: Repository,
  { held }: SharedFiles,
): Promise<number> {
  const sizes = await Promise.all(dataServices.map(async (service) => await source.measure(service)))
  const sum = (of: 'database' | 'files') => sizes.reduce((bytes, size) => bytes + size[of], 0)
  const stored = [...held.values()].reduce((bytes, { size }) => bytes + size, 0)
  const needed = sum('database') + Math.max(0, sum('files') - stored)
  const room = await store.room()
  if (room === undefined || room >= needed) return needed
  throw new BackupFault(
    'DISK_FULL',
    `${store.where} has too little room for this backup`,
    `${megabytes(needed)} MB are needed at most, ${megabytes(room)} MB are left; nothing was written`,
    `make room there: bartab backup prune --from ${store.where}`,
  )
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)
