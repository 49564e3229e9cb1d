import { Problem } from '@bartab/sdk/problems'

const outOfRoom = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL'])

/** Runs work that writes, and turns a full disk or a full quota of the system into STORAGE_FULL. */
export async function refuseWhenFull<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (outOfRoom.has((error as NodeJS.ErrnoException).code ?? '')) throw new Problem('STORAGE_FULL', { cause: error })
    throw error
  }
}
