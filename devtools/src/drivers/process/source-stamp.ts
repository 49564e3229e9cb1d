import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { stateHash } from '../../stack/state-hash.ts'

/**
 * Names the state of a service's source files and of what it imports, by size and time of change: after an upgrade
 * the name differs, and so does the plan.
 */
export function sourceStamp(root: string, entry: string): string {
  const folders = [dirname(entry), 'kit/src', 'sdk/src'].map((folder) => resolve(root, folder))
  const files = [...folders.flatMap(sourcesBelow), join(root, 'package-lock.json')].filter((file) => existsSync(file))
  return stateHash(
    files.sort().map((file) => {
      const { size, mtimeMs } = statSync(file)
      return [file.slice(root.length), size, mtimeMs]
    }),
  )
}

function sourcesBelow(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts') && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name))
}
