/**
 * `node kit/src/sqlite/snapshot.ts take chat.sqlite .snapshot/chat.sqlite` copies a database as it is at one moment,
 * while its service goes on writing, and prints the copy's size and SHA-256 as JSON. `drop .snapshot` removes a folder
 * of copies. Paths are within `BARTAB_DATA_DIR`. What was deleted or redacted is not in the copy.
 */
import { createHash } from 'node:crypto'
import { chmodSync, createReadStream, mkdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { pipeline } from 'node:stream/promises'
import Sqlite from 'better-sqlite3'

const folder = process.env['BARTAB_DATA_DIR'] || '/data'

function within(path = ''): string {
  const clean = normalize(path)
  if (clean === '.' || clean.startsWith('..') || clean.startsWith('/'))
    throw new Error(`"${path}" is not within ${folder}`)
  return join(folder, clean)
}

async function take(source: string, copy: string): Promise<void> {
  mkdirSync(dirname(copy), { recursive: true, mode: 0o700 })
  rmSync(copy, { force: true })
  const database = new Sqlite(source, { readonly: true, fileMustExist: true, timeout: 10_000 })
  try {
    database.prepare('VACUUM INTO ?').run(copy)
  } finally {
    database.close()
  }
  chmodSync(copy, 0o600)
  const hash = createHash('sha256')
  await pipeline(createReadStream(copy), hash)
  process.stdout.write(`${JSON.stringify({ size: statSync(copy).size, sha256: hash.digest('hex') })}\n`)
}

const [command, first, second] = process.argv.slice(2)
try {
  if (command === 'take') await take(within(first), within(second))
  else if (command === 'drop') rmSync(within(first), { recursive: true, force: true })
  else throw new Error('usage: take DATABASE COPY, or drop FOLDER')
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
}
