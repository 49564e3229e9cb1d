import type { Driver } from '../drivers/driver.ts'

/** What a look at a service's database found. */
export interface StoreReport {
  file: string
  bytes: number
  walBytes: number
  /** The room left on its disk, in bytes. */
  room: number
  /** It, or its folder, cannot be written. */
  readOnly: boolean
  /** The first complaint of SQLite's own check. */
  damage?: string
  /** Nobody could write for as long as was waited. */
  locked: boolean
}

/** Larger ones are not read through: it would take more than a moment. In bytes. */
const largestChecked = 256 * 1024 * 1024
const lockPatienceMs = 1500

/** Runs beside the service, in its place, so that it sees the disk and the file as the service does. */
const script = `
const { existsSync, statSync, statfsSync, accessSync, constants } = require('node:fs')
const { DatabaseSync } = require('node:sqlite')
const [name, running, largest, patience] = process.argv.slice(1)
const folder = process.env.BARTAB_DATA_DIR
const file = folder + '/' + name + '.sqlite'
const sizeOf = (path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0
const { bavail, bsize } = statfsSync(folder)
const report = { file, bytes: sizeOf(file), walBytes: sizeOf(file + '-wal'), room: bavail * bsize, readOnly: false, locked: false }
for (const path of [folder, file]) if (existsSync(path)) try { accessSync(path, constants.W_OK) } catch { report.readOnly = true }
const attempt = (act) => { try { return act() } catch (error) { return error } }
const look = () => {
  const database = new DatabaseSync(file, { readOnly: report.readOnly || running !== 'true' })
  try {
    database.exec('PRAGMA busy_timeout = ' + patience)
    if (report.bytes <= Number(largest)) {
      const [row] = Object.values(database.prepare('PRAGMA quick_check(1)').get())
      if (row !== 'ok') report.damage = row
    }
    if (running === 'true' && !report.readOnly) {
      const error = attempt(() => database.exec('BEGIN IMMEDIATE; ROLLBACK'))
      if (error instanceof Error) { if (error.errcode === 5) report.locked = true; else throw error }
    }
  } finally { database.close() }
}
const error = existsSync(file) ? attempt(look) : undefined
if (error instanceof Error && (error.errcode === 11 || error.errcode === 26)) report.damage = error.message
if (error instanceof Error && error.errcode === 5) report.locked = true
process.stdout.write(JSON.stringify(report))`

/** Looks at a service's database without changing it; nothing where that cannot be done, as in a container that is down. */
export async function probeStore(
  driver: Pick<Driver, 'exec'>,
  service: string,
  running: boolean,
): Promise<StoreReport | undefined> {
  try {
    const args = [service, String(running), String(largestChecked), String(lockPatienceMs)]
    const { exitCode, stdout } = await driver.exec(service, ['node', '-e', script, ...args])
    return exitCode === 0 ? (JSON.parse(stdout) as StoreReport) : undefined
  } catch {
    return undefined
  }
}
