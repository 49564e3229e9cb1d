/**
 * `node backups/src/litestream/sidecar.ts`: follows the database `BARTAB_FOLLOWS` in `BARTAB_DATA_DIR` to
 * `BARTAB_REPLICA`. On SIGTERM it waits until the replica is where the database is, says so, and ends: stop the service
 * first. With `--position` it prints how far the replica is behind, and the size of the write-ahead log, as JSON.
 */
import { accessSync, constants, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { Litestream } from './litestream.ts'
import { litestreamProgram } from './litestream-program.ts'
import { databasePosition, milliseconds, type Position, replicaPosition } from './positions.ts'

const { BARTAB_DATA_DIR: folder = '/data', BARTAB_FOLLOWS: name = '', BARTAB_REPLICA: replica = '' } = process.env
const database = join(folder, `${name}.sqlite`)
const program = litestreamProgram()
const catchUpMs = 5000
/** Where nothing was written yet, two rounds of looking are enough. */
const quietMs = 2200
const configFault = 78

const refusal = whyUnreadable(process.env['AWS_SHARED_CREDENTIALS_FILE'])
if (refusal !== undefined) {
  say({ message: refusal })
  process.exit(configFault)
}
if (program === undefined) throw new Error('there is no Litestream for this platform')
if (process.argv[2] === '--position') await tellPosition(program)
else await follow(program)

function whyUnreadable(credentials: string | undefined): string | undefined {
  if (credentials === undefined) return undefined
  try {
    accessSync(credentials, constants.R_OK)
    return undefined
  } catch (error) {
    const mend = 'AWS_SHARED_CREDENTIALS_FILE must name a file that the user with this id can read'
    return `${(error as Error).message}, for user ${process.getuid?.()}: ${mend}`
  }
}

async function tellPosition(binary: string): Promise<void> {
  using litestream = new Litestream(binary, { database, replica })
  const lag = await litestream.lag()
  const wal_bytes = statSync(`${database}-wal`, { throwIfNoEntry: false })?.size ?? 0
  process.stdout.write(
    `${JSON.stringify({ lag_ms: lag === undefined ? null : Math.max(0, milliseconds(lag)), wal_bytes })}\n`,
  )
}

async function follow(binary: string): Promise<void> {
  using litestream = new Litestream(binary, { database, replica })
  const following = litestream.follow()
  let reached: Position | undefined
  createInterface({ input: following.stdout }).on('line', (line) => {
    process.stdout.write(`${line}\n`)
    reached = replicaPosition(line) ?? reached
  })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void catchUp(() => reached).finally(() => void following.kill('SIGTERM')))
  }
  process.exitCode = (await following).exitCode ?? 1
}

/** Until everything that the database's log holds is at the replica. */
async function catchUp(reached: () => Position | undefined): Promise<void> {
  const began = reached()
  for (let waited = 0; ; waited += 100) {
    const [here, there] = [databasePosition(database), reached()]
    const equal = here !== undefined && here.index === there?.index && here.offset === there.offset
    if (equal) return say({ message: 'the replica is where the database is', database: here, replica: there, equal })
    if (waited >= (began === undefined ? quietMs : catchUpMs))
      return say({ message: notEqual(there), database: here, replica: there })
    await sleep(100)
  }
}

function notEqual(there: Position | undefined): string {
  return there === undefined ? 'nothing was written since it began' : 'the replica is behind the database'
}

function say(line: object): void {
  process.stdout.write(`${JSON.stringify({ follows: name, ...line })}\n`)
}
