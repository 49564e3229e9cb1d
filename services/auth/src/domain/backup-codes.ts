import { createHmac } from 'node:crypto'
import type { AuthStore } from './auth-store.ts'
import type { SecondFactor } from './second-factor.ts'

export interface BackupCodeDeps {
  clock: () => number
  randomBytes: (size: number) => Buffer
  store: Pick<AuthStore, 'backupCodes'>
  factorKey: Buffer
}

const howMany = 10
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const codeLetters = 10

/** Codes on paper, each good once, for the day on which the telephone is gone. */
export function backupCodeFactor(deps: Omit<BackupCodeDeps, 'randomBytes'>): SecondFactor {
  return {
    method: 'backup_code',
    isSetUp: (userId) => deps.store.backupCodes.left(userId) > 0,
    accept: (userId, code) => deps.store.backupCodes.spend(userId, codeHash(deps, userId, code), deps.clock()),
  }
}

/** Ten new codes of 50 bits each; those before are worthless. They are shown here and never again. */
export function newBackupCodes(deps: BackupCodeDeps, userId: string): string[] {
  const codes = Array.from({ length: howMany }, () => newCode(deps.randomBytes))
  deps.store.backupCodes.replace(
    userId,
    codes.map((code) => codeHash(deps, userId, code)),
  )
  return codes
}

function newCode(randomBytes: (size: number) => Buffer): string {
  const letters = [...randomBytes(codeLetters)].map((byte) => alphabet[byte % alphabet.length]).join('')
  return `${letters.slice(0, 5)}-${letters.slice(5)}`
}

// 50 bits can be searched: without the key, which is not in the database, the hash says nothing
function codeHash({ factorKey }: Pick<BackupCodeDeps, 'factorKey'>, userId: string, code: string): Buffer {
  const letters = code.toLowerCase().replace(/[\s-]/g, '').replaceAll('o', '0').replace(/[il]/g, '1')
  return createHmac('sha256', factorKey).update(`backup code ${userId} ${letters}`).digest()
}
