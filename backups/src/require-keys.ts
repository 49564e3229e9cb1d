import type { BackupContents } from './backup-contents.ts'
import { BackupFault } from './backup-fault.ts'

/**
 * The secrets that a backup in the making holds. Without them it is of no use, and is not made.
 *
 * @throws {BackupFault} NO_KEYS
 */
export function requireKeys({ files }: BackupContents): string[] {
  const keys = files.map(({ path }) => path).filter((path) => /^[a-z]+\/secrets\//.test(path))
  const lacking = ['auth/secrets/signing-keys.key', 'auth/secrets/pepper'].filter(
    (needed) => !keys.some((key) => key.startsWith(needed)),
  )
  if (lacking.length === 0) return keys
  throw new BackupFault('NO_KEYS', 'the keys of the chat are not in its data', [
    `${lacking.join(' and ')} are missing`,
    'without them nothing that was signed or hashed is of use',
  ])
}
