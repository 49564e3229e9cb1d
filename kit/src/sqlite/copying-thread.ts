import { Worker } from 'node:worker_threads'

/** A database's copy that is being made, and the write-ahead log of the database, to which its service goes on writing. */
export interface CopyingOrder {
  copy: string
  log: string
  /** Whether the system would force the copy onto the disk by itself, all at once, before it is dropped. */
  isLarge: boolean
}

/**
 * Makes a copy while a thread of its own keeps the service's writes from waiting for it: `VACUUM INTO` holds the thread
 * that it runs on.
 *
 * @throws what the thread failed with as well
 * @see docs/decisions/0086-time-of-backups.md
 */
export async function besideCopying<T>(order: CopyingOrder, copy: () => Promise<T>): Promise<T> {
  const thread = new Worker(new URL('copying-main.ts', import.meta.url), { workerData: order })
  const failed = Promise.withResolvers<never>()
  thread.once('error', failed.reject)
  try {
    return await Promise.race([copy(), failed.promise])
  } finally {
    await thread.terminate()
  }
}
