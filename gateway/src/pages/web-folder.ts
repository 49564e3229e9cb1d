import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

/** Ways in which a file lies compressed beside itself, the best first. */
const encodings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const

export type Encoding = (typeof encodings)[number][0]

/** One file of the web client, as it can be asked for. */
export interface WebFile {
  readonly file: string
  readonly type: string
  readonly size: number
  readonly etag: string
  /** Whether its name changes with its content, so that it may be kept for ever. */
  readonly immutable: boolean
  readonly compressed: ReadonlyMap<Encoding, { file: string; size: number }>
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
}

/** A name such as `index-B1xK_9aQ.js`: a hash of at least eight characters before the extension. */
const hashed = /[-.](?=[A-Za-z0-9_-]*[0-9A-Z])[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/

/**
 * The files under a folder, by the canonical path that asks for each. Only what was found can be asked for, so that no
 * path leads out of the folder. A folder that is not there holds nothing; names that begin with a dot are not shown.
 */
export async function readWebFolder(folder: string): Promise<ReadonlyMap<string, WebFile>> {
  const found = new Map<string, WebFile>()
  const paths = await filePaths(folder)
  const all = new Set(paths)
  for (const path of paths) {
    if (isCompanion(path, all)) continue
    found.set(urlPath(folder, path), await webFile(path, all))
  }
  return found
}

async function filePaths(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const shown = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
  return shown.map((entry) => join(entry.parentPath, entry.name))
}

function isCompanion(path: string, all: ReadonlySet<string>): boolean {
  return encodings.some(([, suffix]) => path.endsWith(suffix) && all.has(path.slice(0, -suffix.length)))
}

function urlPath(folder: string, path: string): string {
  return `/${relative(folder, path).split(sep).map(encodeURIComponent).join('/')}`
}

async function webFile(path: string, all: ReadonlySet<string>): Promise<WebFile> {
  const content = await readFile(path)
  const compressed = new Map<Encoding, { file: string; size: number }>()
  for (const [encoding, suffix] of encodings) {
    const file = path + suffix
    if (all.has(file)) compressed.set(encoding, { file, size: (await stat(file)).size })
  }
  return {
    file: path,
    type: types[extname(path)] ?? 'application/octet-stream',
    size: content.length,
    etag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
    immutable: hashed.test(path),
    compressed,
  }
}
