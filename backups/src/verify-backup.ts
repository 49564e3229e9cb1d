import { BackupFault } from './backup-fault.ts'
import type { BackupIndex, ObjectNote } from './manifest.ts'
import type { Repository } from './repository.ts'
import { digestOf } from './stored-file.ts'

export interface FileFault {
  /** The object in the repository. */
  path: string
  fault: 'missing' | 'other size' | 'other content' | 'cannot be read' | 'not in the index'
  detail: string
}

export interface Verification {
  index: BackupIndex
  faults: FileFault[]
}

/**
 * Reads every byte of a backup again. It needs no key.
 *
 * @throws {BackupFault} where there is no index to hold it against.
 */
export async function verifyBackup(
  repository: Repository,
  name: string,
  onObject: (object: ObjectNote) => void = () => undefined,
): Promise<Verification> {
  const index = await repository.index(name)
  const faults: FileFault[] = []
  for (const object of index.objects) {
    onObject(object)
    const fault = await faultOf(repository, object)
    if (fault !== undefined) faults.push(fault)
  }
  return { index, faults: [...faults, ...(await strangers(repository, index))] }
}

async function faultOf({ store }: Repository, note: ObjectNote): Promise<FileFault | undefined> {
  const { name: path, size, sha256 } = note
  try {
    const found = await digestOf(await store.read(path))
    if (found.size !== size) return { path, fault: 'other size', detail: `${found.size} bytes in place of ${size}` }
    if (found.sha256 === sha256) return undefined
    return { path, fault: 'other content', detail: `SHA-256 ${found.sha256} in place of ${sha256}` }
  } catch (error) {
    const { code, message } = error as BackupFault
    if (code === 'OBJECT_MISSING') return { path, fault: 'missing', detail: `${size} bytes are not there` }
    return { path, fault: 'cannot be read', detail: message }
  }
}

/** Files among the backup's own that nobody wrote. */
async function strangers({ store }: Repository, { name, objects }: BackupIndex): Promise<FileFault[]> {
  const folder = `snapshots/${name}/`
  const known = new Set([...objects.map((object) => object.name), `${folder}index.json`])
  const found = await Array.fromAsync(store.list(folder))
  return found
    .filter((object) => !known.has(object.name))
    .map((object) => ({ path: object.name, fault: 'not in the index', detail: 'nobody knows where it came from' }))
}

/**
 * The index of a backup that was read again, every byte.
 *
 * @throws {BackupFault} BACKUP_DAMAGED, naming the objects.
 */
export async function requireSound(repository: Repository, name: string): Promise<BackupIndex> {
  const { index, faults } = await verifyBackup(repository, name)
  if (faults.length === 0) return index
  const lines = faults.slice(0, 20).map(({ path, fault, detail }) => `${path}: ${fault} (${detail})`)
  throw new BackupFault(
    'BACKUP_DAMAGED',
    `the backup ${name} is not what was written`,
    [...lines, ...(faults.length > 20 ? [`and ${faults.length - 20} more`] : [])],
    'use another backup, and look at the disk that this one lies on. A damaged file in blobs/ is written anew by the next backup once it is removed',
  )
}
