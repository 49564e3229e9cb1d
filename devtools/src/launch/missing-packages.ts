/** What is read of `package-lock.json`, and of the record of the same form that npm keeps in `node_modules`. */
export interface InstalledLock {
  packages: Record<
    string,
    { version?: string; link?: boolean; resolved?: string; dev?: boolean; optional?: boolean; devOptional?: boolean }
  >
}

/** The packages that a lock file wants and an installation lacks, or has in another version. Optional ones may lack. */
export function missingPackages(wanted: InstalledLock, present: InstalledLock, withDev: boolean): string[] {
  return Object.entries(wanted.packages).flatMap(([folder, locked]) => {
    const found = present.packages[folder]
    if (!/(^|\/)node_modules\//.test(folder) || (locked.dev && !withDev)) return []
    if (found === undefined) return locked.optional || locked.devOptional ? [] : [folder]
    return found.version === locked.version || (found.link && locked.link) ? [] : [folder]
  })
}
