import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { StoredFile } from '@bartab/backups'

/** The files at or below a path, named from a folder above it. One that is removed meanwhile is passed over. */
export async function* filesBelow(root: string, path: string): AsyncGenerator<StoredFile> {
  if (!existsSync(path)) return
  if (statSync(path).isDirectory()) {
    for (const name of readdirSync(path).sort()) yield* filesBelow(root, join(path, name))
    return
  }
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat?.isFile()) return
  yield { path: relative(root, path), size: stat.size, mode: stat.mode & 0o777, content: createReadStream(path) }
}
