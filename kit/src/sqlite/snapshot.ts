/**
 * Copies a database as it is at one moment, while its service goes on writing. Paths are within `BARTAB_DATA_DIR`.
 * - `node kit/src/sqlite/snapshot.ts measure chat.sqlite blobs` prints the bytes of a database and of what lies below
 *   the other paths
 * - `take chat.sqlite .snapshot/chat.sqlite` copies, and prints the copy's size and SHA-256. What was deleted or
 *   redacted is not in the copy
 * - `query .snapshot/chat.sqlite 'SELECT …'` prints the rows of a copy
 * - `drop .snapshot` removes a folder of copies
 *
 * Everything is printed as JSON. Exit code 1 says why on stderr.
 */
import { createHash } from 'node:crypto'
import { chmodSync, createReadStream, existsSync, mkdirSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs'
import { constants, setPriority, totalmem } from 'node:os'
import { dirname, join, normalize } from 'node:path'
import { pipeline } from 'node:stream/promises'
import Sqlite from 'better-sqlite3'
import { besideCopying } from './copying-thread.ts'

const folder = process.env['BARTAB_DATA_DIR'] || '/data'

function within(path = ''): string {
  const clean = normalize(path)
  if (clean === '.' || clean.startsWith('..') || clean.startsWith('/'))
    throw new Error(`"${path}" is not within ${folder}`)
  return join(folder, clean)
}

const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`)

function measure(database: string, others: readonly string[]): void {
  const below = others.filter((path) => existsSync(path)).flatMap((path) => readdirSync(path, entries).map(sizeOf))
  print({ database: sizeOfDatabase(database), files: below.reduce((sum, size) => sum + size, 0) })
}

const entries = { recursive: true, withFileTypes: true } as const

function sizeOf(entry: { parentPath: string; name: string; isFile(): boolean }): number {
  return entry.isFile() ? (statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0) : 0
}

function sizeOfDatabase(file: string): number {
  const sizes = [file, `${file}-wal`].map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0)
  return sizes.reduce((sum, size) => sum + size, 0)
}

async function take(source: string, copy: string): Promise<void> {
  mkdirSync(dirname(copy), { recursive: true, mode: 0o700 })
  rmSync(copy, { force: true })
  requireRoom(source)
  const made = { copy, log: `${source}-wal`, isLarge: sizeOfDatabase(source) > memory() * leftUnwritten }
  const sha256 = await besideCopying(made, async () => {
    vacuumInto(source, copy)
    return await sha256Of(copy)
  })
  print({ size: statSync(copy).size, sha256 })
}

/** Linux begins to write out what waits in memory once it is a tenth of it. */
const leftUnwritten = 0.1
const memory = (): number => Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY)

function vacuumInto(source: string, copy: string): void {
  const database = new Sqlite(source, { readonly: true, fileMustExist: true, timeout: 10_000 })
  try {
    // The copy is read once and dropped. To sync it at its end would make the service's own writes wait.
    database.pragma('synchronous = OFF')
    database.prepare('VACUUM INTO ?').run(copy)
  } finally {
    database.close()
  }
  chmodSync(copy, 0o600)
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

/** A copy that fills the disk would stop the service beside it. */
function requireRoom(source: string): void {
  const { bavail, bsize } = statfsSync(folder)
  const [left, needed] = [bavail * bsize, sizeOfDatabase(source)]
  if (left > needed * 1.1) return
  throw new Error(`a copy takes ${megabytes(needed)} MB beside the database, and ${megabytes(left)} MB are left`)
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0)

function query(copy: string, sql = ''): void {
  const database = new Sqlite(copy, { readonly: true, fileMustExist: true })
  try {
    print(database.prepare(sql).all())
  } finally {
    database.close()
  }
}

const [command, first, ...rest] = process.argv.slice(2)
try {
  setPriority(constants.priority.PRIORITY_LOW)
  if (command === 'measure') measure(within(first), rest.map(within))
  else if (command === 'take') await take(within(first), within(rest[0]))
  else if (command === 'query') query(within(first), rest[0])
  else if (command === 'drop') rmSync(within(first), { recursive: true, force: true })
  else throw new Error('usage: measure DATABASE [PATH…], take DATABASE COPY, query COPY SQL, or drop FOLDER')
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
}
