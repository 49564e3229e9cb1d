// Asked by the launcher: are the packages of package-lock.json installed already, as npm itself recorded? Exit 0 or 1.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type InstalledLock, missingPackages } from './missing-packages.ts'

const [root = '.', wanted = 'production'] = process.argv.slice(2)
const recorded = join(root, 'node_modules/.package-lock.json')
const read = (file: string): InstalledLock => JSON.parse(readFileSync(file, 'utf8'))

function isInstalled(): boolean {
  if (!existsSync(recorded)) return false
  const missing = missingPackages(read(join(root, 'package-lock.json')), read(recorded), wanted === 'everything')
  return missing.length === 0 && Object.keys(read(recorded).packages).every((folder) => existsSync(join(root, folder)))
}

process.exitCode = isInstalled() ? 0 : 1
