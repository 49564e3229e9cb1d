import { existsSync } from 'node:fs'
import {
  AgeKeys,
  type BackupIndex,
  lockedKey,
  plainSeal,
  type Repository,
  type SealOpener,
  unlockKey,
} from '@bartab/backups'
import { CliFailure, exitCodes } from '@bartab/kit/cli'
import type { StackFolder } from '../state/stack-folder.ts'
import { type KeyWishes, ownKeyFile, readKeyFile, readPassphrase } from './key-wishes.ts'

/**
 * What opens a backup: the file named, the passphrase, or the stack's own key.
 *
 * @throws {CliFailure} KEY_NEEDED where there is none.
 */
export async function chooseOpener(
  folder: StackFolder,
  repository: Repository,
  { sealed, objects }: Pick<BackupIndex, 'sealed' | 'objects'>,
  wishes: KeyWishes,
): Promise<SealOpener> {
  if (sealed === 'plain') return plainSeal
  if (wishes.identity !== undefined) return new AgeKeys(readKeyFile(wishes.identity), wishes.identity)
  const locked = wishes.passphraseFile === undefined ? undefined : await repository.lockedKey()
  if (wishes.passphraseFile !== undefined && locked !== undefined) {
    return new AgeKeys(await unlockKey(locked, readPassphrase(wishes.passphraseFile)), 'key.age')
  }
  if (wishes.passphraseFile === undefined && objects.some(({ name }) => name === lockedKey)) throw passphraseNeeded()
  const own = ownKeyFile(folder)
  if (existsSync(own)) return new AgeKeys(readKeyFile(own), own)
  const tried = wishes.passphraseFile === undefined ? 'no key was given' : 'no backup here was made with a passphrase'
  throw new CliFailure('KEY_NEEDED', 'the backup is encrypted', {
    evidence: [tried, `the stack has no key of its own: there is no ${own}`],
    fix: 'give the key: --identity FILE, or --passphrase-file FILE',
    exitCode: exitCodes.usage,
  })
}

const passphraseNeeded = (): CliFailure =>
  new CliFailure('KEY_NEEDED', 'the backup is encrypted', {
    evidence: ['it was made with a passphrase'],
    fix: 'name a file that holds the passphrase: --passphrase-file FILE',
    exitCode: exitCodes.usage,
  })
