/** The parts of `package-lock.json` (version 3) that a closure is read from. */
export interface PackageLock {
  packages: Record<string, LockedPackage>
}

export interface LockedPackage {
  name?: string
  version?: string
  integrity?: string
  /** Where a link leads, from the root. */
  resolved?: string
  link?: boolean
  os?: string[]
  cpu?: string[]
  libc?: string[]
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

/** What one layer of the images adds: the packages of a workspace that the layer below has not. */
export interface Layer {
  workspace: string
  over?: string
}

/** The layers that the Dockerfile takes from `deploy/dependencies`, by name. */
export const layers: Readonly<Record<string, Layer>> = {
  sdk: { workspace: 'sdk' },
  kit: { workspace: 'kit', over: 'sdk' },
  auth: { workspace: 'services/auth', over: 'kit' },
  chat: { workspace: 'services/chat', over: 'kit' },
  media: { workspace: 'services/media', over: 'kit' },
  gateway: { workspace: 'gateway', over: 'kit' },
  web: { workspace: 'web', over: 'sdk' },
  'bot-echo': { workspace: 'bots/echo', over: 'sdk' },
  'bot-snail-race': { workspace: 'bots/snail-race', over: 'sdk' },
  'bot-moderator': { workspace: 'bots/moderator', over: 'sdk' },
  'bot-bridge-rss': { workspace: 'bots/bridge-rss', over: 'sdk' },
}

/** What native packages are chosen for. */
export interface Platform {
  os: 'linux'
  cpu: string
  libc: 'glibc'
}

export interface Closure {
  /** Folders of installed packages, from the root, sorted. */
  packages: string[]
  /** Workspaces that it reaches, each with the link under `node_modules` that leads to it. */
  workspaces: { link: string; folder: string }[]
}

/** Everything that a workspace needs in production and nothing else, read from the lock file alone. */
export function closureOf(lock: PackageLock, workspace: string, platform: Platform): Closure {
  const packages = new Set<string>()
  const links = new Map<string, string>()
  const visited = new Set<string>()
  const waiting = [workspace]
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (visited.has(folder)) continue
    visited.add(folder)
    for (const found of requirements(lock, folder, platform)) {
      const { link, resolved } = lock.packages[found] ?? {}
      if (link && resolved !== undefined) links.set(found, resolved)
      else packages.add(found)
      waiting.push(link && resolved !== undefined ? resolved : found)
    }
  }
  return {
    packages: [...packages].sort(),
    workspaces: [...links].map(([link, folder]) => ({ link, folder })).sort((a, b) => a.link.localeCompare(b.link)),
  }
}

/** What a layer adds to the one it stands on. */
export function layerClosure(lock: PackageLock, name: string, platform: Platform): Closure {
  const layer = layers[name]
  if (layer === undefined) throw new Error(`no layer is named ${name}`)
  const whole = closureOf(lock, layer.workspace, platform)
  if (layer.over === undefined) return whole
  const below = closureOf(lock, layers[layer.over]?.workspace ?? '', platform)
  return {
    packages: whole.packages.filter((folder) => !below.packages.includes(folder)),
    workspaces: whole.workspaces.filter(({ link }) => !below.workspaces.some((found) => found.link === link)),
  }
}

/** Whether a file of an installed package is needed when it runs: no types, maps, texts, C sources, other platforms' builds. */
export function isNeededAtRunTime(file: string, platform: Platform): boolean {
  if (/\.(d\.[cm]?ts|map|md|markdown|tsbuildinfo|flow)$/i.test(file)) return false
  if (/(^|\/)better-sqlite3\/(deps|src|binding\.gyp)(\/|$)/.test(file)) return false
  const prebuild = /\/prebuilds\/([^/.]+)/.exec(file)?.[1]
  return prebuild === undefined || prebuild === `${platform.os}-${platform.cpu}`
}

function requirements(lock: PackageLock, folder: string, platform: Platform): string[] {
  const { dependencies, optionalDependencies, peerDependencies } = lock.packages[folder] ?? {}
  const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })
  return names.flatMap((name) => {
    const found = resolve(lock, folder, name)
    return found !== undefined && suits(lock.packages[found], platform) ? [found] : []
  })
}

function resolve(lock: PackageLock, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const candidate = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`
    if (candidate in lock.packages) return candidate
    if (folder === '') return undefined
  }
}

function suits(locked: LockedPackage | undefined, platform: Platform): boolean {
  const allows = (list: string[] | undefined, value: string) => list === undefined || list.includes(value)
  return allows(locked?.os, platform.os) && allows(locked?.cpu, platform.cpu) && allows(locked?.libc, platform.libc)
}
