/** What is read of one package in `package-lock.json`. */
export interface LockedPackage {
  dev?: boolean
  devOptional?: boolean
  link?: boolean
  resolved?: string
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

export type LockedPackages = Readonly<Record<string, LockedPackage>>

/**
 * Packages whose mark `dev` in the lock file is wrong. `bartab up` installs what has no mark: one that lost its last user
 * and has none is looked for there in vain, one that has it wrongly is missed at run time.
 */
export function wrongMarks(packages: LockedPackages): string[] {
  const needed = neededAtRun(packages)
  return Object.entries(packages).flatMap(([folder, { dev = false, devOptional = false, link = false }]) => {
    if (!isInstalled(folder) || link || needed.has(folder) === !(dev || devOptional)) return []
    if (devOptional && needed.has(folder)) return []
    return [
      `${folder}: ${needed.has(folder) ? 'marked dev, and needed at run time' : 'needed by tools alone, and not marked dev'}`,
    ]
  })
}

/** Every folder that the workspaces need, by what they and their packages depend on, tools left out. */
function neededAtRun(packages: LockedPackages): ReadonlySet<string> {
  const needed = new Set(Object.keys(packages).filter((folder) => !isInstalled(folder)))
  for (const folder of needed) {
    const { dependencies, optionalDependencies, peerDependencies, link, resolved } = packages[folder] ?? {}
    if (link && resolved !== undefined) needed.add(resolved)
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      const found = folderOf(name, folder, packages)
      if (found !== undefined) needed.add(found)
    }
  }
  return needed
}

/** Where Node finds a package from a folder: beside it, or further up. */
function folderOf(name: string, from: string, packages: LockedPackages): string | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
    const candidate = `${at === '' ? '' : `${at}/`}node_modules/${name}`
    if (candidate in packages) return candidate
    if (at === '') return undefined
  }
}

const isInstalled = (folder: string): boolean => /(^|\/)node_modules\//.test(folder)
