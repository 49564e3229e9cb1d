// Asked by the launcher: are the packages of package-lock.json installed, as npm itself recorded? Exit 0, or 1 and what lacks.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type InstalledLock, missingPackages } from './missing-packages.ts'

const [root = '.', wanted = 'production'] = process.argv.slice(2)
const record = 'node_modules/.package-lock.json'
const read = (file: string): InstalledLock => JSON.parse(readFileSync(join(root, file), 'utf8'))

function complaints(): string[] {
  if (!existsSync(join(root, record))) return [`npm left no ${record}`]
  const recorded = read(record)
  const missing = missingPackages(read('package-lock.json'), recorded, wanted === 'everything')
  const gone = Object.keys(recorded.packages).filter((folder) => !existsSync(join(root, folder)))
  return [...new Set([...missing, ...gone])].map((folder) => `${folder} is missing`)
}

const found = complaints()
const shown = found.length > 5 ? [...found.slice(0, 4), `and ${found.length - 4} more`] : found
for (const line of shown) console.log(line)
process.exitCode = found.length === 0 ? 0 : 1
