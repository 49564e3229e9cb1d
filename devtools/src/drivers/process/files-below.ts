import { readdirSync, statSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { StoredFile } from '@bartab/backups'

/** The files at or below a path, named from a folder above it. One that is removed meanwhile is passed over. */
export async function* filesBelow(root: string, path: string): AsyncGenerator<StoredFile> {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    for (const name of readdirSync(path).sort()) yield* filesBelow(root, join(path, name))
    return
  }
  const handle = await openIfThere(path)
  if (handle === undefined) return
  const stat = await handle.stat()
  if (!stat.isFile()) return await handle.close()
  const content = handle.createReadStream()
  const skip = () => void content.destroy()
  yield { path: relative(root, path), size: stat.size, mode: stat.mode & 0o777, content, skip }
}

/** Opened before anybody is told of it: from then on it can be read, whoever removes it. */
async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
