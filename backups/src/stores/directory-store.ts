import { constants, createReadStream, existsSync } from 'node:fs'
import { access, opendir, rename, rm, rmdir, stat, statfs } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { Readable } from 'node:stream'
import { receiveFile, syncPath } from '../stored-file.ts'
import type { BackupStore, StoredObject } from './backup-store.ts'
import { missingObject, unwritable } from './store-fault.ts'

const unfinished = '.unfinished-'

/** Backups in a folder. Every object is written beside its place, synced and renamed. */
export class DirectoryStore implements BackupStore {
  readonly where: string

  constructor(folder: string) {
    this.where = folder
  }

  async room(): Promise<number> {
    const { bavail, bsize } = await statfs(nearestFolder(this.where))
    return bavail * bsize
  }

  async *list(prefix: string): AsyncGenerator<StoredObject> {
    const top = join(this.where, prefix.slice(0, prefix.lastIndexOf('/') + 1))
    for await (const file of filesBelow(top)) {
      const name = relative(this.where, file)
      if (!name.startsWith(prefix) || name.includes(unfinished)) continue
      yield { name, size: (await stat(file)).size }
    }
  }

  async read(name: string): Promise<Readable> {
    const file = join(this.where, name)
    if (!existsSync(file)) throw missingObject(this, name)
    return createReadStream(file, { highWaterMark: 1 << 20 })
  }

  async write(name: string, content: Readable): Promise<void> {
    const target = join(this.where, name)
    const temporary = join(dirname(target), `${unfinished}${process.pid}-${name.slice(name.lastIndexOf('/') + 1)}`)
    try {
      await access(nearestFolder(this.where), constants.W_OK)
      await receiveFile(temporary, content)
      await rename(temporary, target)
      await syncPath(dirname(target))
    } catch (error) {
      content.destroy()
      await rm(temporary, { force: true }).catch(() => undefined)
      throw unwritable(this, error)
    }
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.where, name), { force: true })
    for (let folder = dirname(name); folder !== '.'; folder = dirname(folder)) {
      const emptied = await rmdir(join(this.where, folder)).then(
        () => true,
        () => false,
      )
      if (!emptied) return
    }
  }

  async sweep(): Promise<void> {
    for await (const file of filesBelow(this.where)) if (file.includes(unfinished)) await rm(file, { force: true })
    await removeEmpty(join(this.where, 'snapshots'))
  }
}

/** The folder itself, or what it would be made in. On a read-only disk, making a folder fails with a misleading word. */
function nearestFolder(folder: string): string {
  return existsSync(folder) ? folder : nearestFolder(dirname(folder))
}

/** Folders that were made for a file which never came. */
async function removeEmpty(folder: string): Promise<void> {
  if (!existsSync(folder)) return
  for await (const entry of await opendir(folder)) {
    if (!entry.isDirectory()) continue
    const path = join(folder, entry.name)
    await removeEmpty(path)
    await rmdir(path).catch(() => undefined)
  }
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  if (!existsSync(folder)) return
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path)
    else if (entry.isFile()) yield path
  }
}
