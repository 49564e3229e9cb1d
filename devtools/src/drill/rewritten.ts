import { indexDigest, type Repository } from '@bartab/backups'
import { readBackupState } from '../backup/backup-state.ts'
import type { StackFolder } from '../state/stack-folder.ts'

/** The digest of the backup that has a name now; nothing where none has. */
export type DigestOf = (name: string) => Promise<string | undefined>

/** Reads the index of each backup once, however many ask: in a bucket each is a request. */
export function digestsOf(repository: Repository): DigestOf {
  const asked = new Map<string, Promise<string | undefined>>()
  return (name) => {
    const digest = asked.get(name) ?? repository.index(name).then(indexDigest, () => undefined)
    asked.set(name, digest)
    return digest
  }
}

/**
 * Whether the backup that has a name now is another one than was drilled under it. Earlier releases did not write which
 * one that was: what they proved goes by its name.
 */
export async function isRewritten(digestOf: DigestOf, name: string, drilled: string | undefined): Promise<boolean> {
  if (drilled === undefined) return false
  const now = await digestOf(name)
  return now !== undefined && now !== drilled
}

/** The backup that this machine remembers as proved, unless another one has its name here. */
export async function rememberedProof(folder: StackFolder, repository: Repository): Promise<string | undefined> {
  const { proved } = readBackupState(folder)
  if (proved === null) return undefined
  const isAnother = await isRewritten(digestsOf(repository), proved.name, proved.index_sha256)
  return isAnother ? undefined : proved.name
}
