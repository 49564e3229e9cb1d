import type { ObjectNote } from './manifest.ts'
import { folderOf, lockedKey, type Repository } from './repository.ts'

export interface PushReport {
  /** The backups that are whole there now and were not before, newest first. */
  pushed: string[]
  /** Bytes that went over. */
  bytes: number
}

/**
 * Brings backups to another place: whole ones that are not there, the newest first. What is there by name and size is
 * not sent again. An index goes last, so that one half sent does not look whole.
 *
 * @throws {BackupFault} STORAGE_FAILED; run again, it goes on where it stopped.
 */
export async function pushBackups(
  here: Repository,
  there: Repository,
  signal: AbortSignal,
  onObject: (object: ObjectNote) => void = () => undefined,
): Promise<PushReport> {
  const theirs = new Set(await there.names())
  const missing = (await here.indexes()).filter(({ name }) => !theirs.has(name))
  const held = new Map<string, number>()
  if (missing.length > 0) for await (const { name, size } of there.store.list('')) held.set(name, size)
  const report: PushReport = { pushed: [], bytes: 0 }
  await pushLockedKey(here, there, held)
  for (const index of missing) {
    for (const object of index.objects) {
      if (object.name === lockedKey || held.get(object.name) === object.size) continue
      signal.throwIfAborted()
      onObject(object)
      await there.store.write(object.name, await here.store.read(object.name))
      held.set(object.name, object.size)
      report.bytes += object.size
    }
    await there.store.write(
      `${folderOf(index.name)}index.json`,
      await here.store.read(`${folderOf(index.name)}index.json`),
    )
    report.pushed.push(index.name)
  }
  return report
}

async function pushLockedKey(here: Repository, there: Repository, held: ReadonlyMap<string, number>): Promise<void> {
  if (held.has(lockedKey)) return
  const locked = await here.lockedKey()
  if (locked !== undefined && (await there.lockedKey()) === undefined) await there.putLockedKey(locked)
}
