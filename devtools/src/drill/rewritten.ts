import { indexDigest, type Repository } from '@bartab/backups'
import { readBackupState } from '../backup/backup-state.ts'
import type { StackFolder } from '../state/stack-folder.ts'

/**
 * Whether the backup that has a name now is another one than was drilled under it. Earlier releases did not write which
 * one that was: what they proved goes by its name.
 */
export async function isRewritten(repository: Repository, name: string, drilled: string | undefined): Promise<boolean> {
  if (drilled === undefined) return false
  const now = await repository.index(name).catch(() => undefined)
  return now !== undefined && indexDigest(now) !== drilled
}

/** The backup that this machine remembers as proved, unless another one has its name here. */
export async function rememberedProof(folder: StackFolder, repository: Repository): Promise<string | undefined> {
  const { proved } = readBackupState(folder)
  if (proved === null || (await isRewritten(repository, proved.name, proved.index_sha256))) return undefined
  return proved.name
}
