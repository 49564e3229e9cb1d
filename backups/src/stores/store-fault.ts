import { BackupFault } from '../backup-fault.ts'
import type { BackupStore } from './backup-store.ts'

type Place = Pick<BackupStore, 'where'>

export const missingObject = ({ where }: Place, name: string): BackupFault =>
  new BackupFault('OBJECT_MISSING', `${name} is not there`, `it was looked for in ${where}`)

/** What stood in the way of a write, for people. */
export function unwritable({ where }: Place, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new BackupFault(
        'DISK_FULL',
        `${where} is full`,
        message,
        `make room there: bartab backup prune --from ${where}`,
      )
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return new BackupFault('NOT_WRITABLE', `${where} cannot be written`, message, 'mount it for writing, or use --to')
    default:
      return error
  }
}

/** A call to the object storage failed. */
export function storageFailed({ where }: Place, error: unknown): BackupFault {
  const { name, message, code } = error as Error & { code?: string }
  const evidence = [code ?? name, message].filter(Boolean).join(': ')
  return new BackupFault(
    'STORAGE_FAILED',
    `${where} does not answer as it should`,
    evidence,
    'see that it can be reached under that name (endpoint=, region=, keys), then run the command again',
  )
}
