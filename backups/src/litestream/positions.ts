import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** A place in a database's log: which log, and how many bytes of it. */
export interface Position {
  index: number
  offset: number
}

/** Where the database's own log stands, by the copy that Litestream keeps of it beside the database. */
export function databasePosition(database: string): Position | undefined {
  const folder = join(dirname(database), `.${basename(database)}-litestream`)
  if (!existsSync(join(folder, 'generation'))) return undefined
  const generation = readFileSync(join(folder, 'generation'), 'utf8').trim()
  const logs = join(folder, 'generations', generation, 'wal')
  const newest = readdirSync(logs)
    .filter((name) => name.endsWith('.wal'))
    .sort()
    .at(-1)
  if (newest === undefined) return undefined
  return { index: Number.parseInt(newest, 16), offset: statSync(join(logs, newest)).size }
}

const written = /msg="wal segment written".* position=[0-9a-f]+\/([0-9a-f]+):(\d+) .*sz=(\d+)/

/** Up to where the replica holds the log, by a line that Litestream writes when a segment is there. */
export function replicaPosition(line: string): Position | undefined {
  const [, index, offset, size] = written.exec(line) ?? []
  return index === undefined ? undefined : { index: Number.parseInt(index, 16), offset: Number(offset) + Number(size) }
}

const units: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, µs: 0.001, us: 0.001, ns: 1e-6 }

/** A Go duration, such as `-1m2.5s`. */
export function milliseconds(duration: string): number {
  const parts = duration.matchAll(/([\d.]+)(h|ms|m|s|µs|us|ns)/g)
  const sum = Array.from(parts, ([, n, unit = 's']) => Number(n) * (units[unit] ?? 0)).reduce((a, b) => a + b, 0)
  return Math.round(duration.startsWith('-') ? -sum : sum)
}
