import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type LockedPackages, wrongMarks } from './lock-marks.ts'

const fields = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const

type Manifest = { workspaces?: string[] } & {
  [field in (typeof fields)[number]]?: Record<string, string>
}

/** Where `package-lock.json` says something else of a workspace than its `package.json`: npm ci installs by the lock file. */
export async function lockFaults(root: string): Promise<{ workspaces: number; faults: string[] }> {
  const read = async (file: string) => JSON.parse(await readFile(join(root, file), 'utf8'))
  const { packages } = (await read('package-lock.json')) as { packages: Record<string, Manifest> & LockedPackages }
  const { workspaces = [] } = (await read('package.json')) as Manifest
  const files = await Array.fromAsync(
    glob(['package.json', ...workspaces.map((each) => `${each}/package.json`)], { cwd: root }),
  )
  const folders = files.map((file) => (file === 'package.json' ? '' : file.slice(0, -'/package.json'.length))).sort()
  const differing = await Promise.all(
    folders.map(async (folder) => differences(folder, await read(join(folder, 'package.json')), packages[folder])),
  )
  const gone = Object.keys(packages)
    .filter((folder) => !/(^|\/)node_modules\//.test(folder) && !folders.includes(folder))
    .map((folder) => `${folder}: in package-lock.json, and no workspace`)
  return { workspaces: folders.length, faults: [...differing.flat(), ...gone, ...wrongMarks(packages)] }
}

function differences(folder: string, wanted: Manifest, locked: Manifest | undefined): string[] {
  if (locked === undefined) return [`${folder}: not in package-lock.json`]
  return fields.flatMap((field) => {
    const names = Object.keys({ ...wanted[field], ...locked[field] }).sort()
    const differing = names.filter((name) => wanted[field]?.[name] !== locked[field]?.[name])
    return differing.map((name) => {
      const [now, then] = [wanted, locked].map((side) => side[field]?.[name] ?? 'nothing')
      return `${folder || 'the root'}: ${field} wants ${name} ${now}, package-lock.json has ${then}`
    })
  })
}
