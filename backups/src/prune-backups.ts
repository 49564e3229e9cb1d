import { BackupFault } from './backup-fault.ts'
import type { Repository } from './repository.ts'
import type { StoredObject } from './stores/backup-store.ts'

/** The shared files that no backup but the removed ones names. */
export async function unreferenced(repository: Repository, removed: readonly string[]): Promise<StoredObject[]> {
  const indexes = await repository.indexes((name, error) => {
    throw unreadable(name, error)
  })
  const kept = indexes.filter(({ name }) => !removed.includes(name))
  const named = new Set(kept.flatMap(({ objects }) => objects.map(({ name }) => name)))
  return (await Array.fromAsync(repository.store.list('blobs/'))).filter(({ name }) => !named.has(name))
}

/** Removes backups, and then the shared files that no other names. Killed on the way, the next prune goes on. */
export async function pruneBackups(repository: Repository, removed: readonly string[]): Promise<StoredObject[]> {
  const collected = await unreferenced(repository, removed)
  for (const name of removed) await repository.remove(name)
  for (const { name } of collected) await repository.store.remove(name)
  return collected
}

/** What an index names that cannot be read is not known, so nothing is collected. */
function unreadable(name: string, error: unknown): BackupFault {
  const { code, message } = error as Partial<BackupFault> & Error
  const what = `nothing is pruned while the index of ${name} cannot be read`
  if (code === 'BACKUP_NEWER') return new BackupFault(code, what, message, 'update this repository, then prune')
  const fix = `look at it (bartab backup verify ${name}); to give it up, remove its folder`
  return new BackupFault('INDEX_DAMAGED', what, message, fix)
}
