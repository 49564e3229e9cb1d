/**
 * The health check of a container: `node kit/src/healthcheck.ts [/readyz]`.
 * Asks the internal listener of this very container; exit 0 when it answers 200 within two seconds, else 1. One that has
 * left its place to another and says so in its data (`.door`) is well as it is.
 */
import { readFileSync } from 'node:fs'
import { ask } from './ask.ts'

const door = `${process.env.BARTAB_DATA_DIR || '/data'}/.door`
if (isParked()) process.exit(0)

const host = process.env.BARTAB_INTERNAL_HOST || '127.0.0.1'
const port = process.env.BARTAB_INTERNAL_PORT || '9090'
const path = process.argv[2] ?? '/healthz'

const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
const authority = reachable.includes(':') ? `[${reachable}]:${port}` : `${reachable}:${port}`

try {
  const { status, text } = await ask(`http://${authority}${path}`, { signal: AbortSignal.timeout(2_000) })
  if (status !== 200) throw new Error(`${path} answered ${status}: ${text}`)
} catch (error) {
  process.stderr.write(`unhealthy: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

function isParked(): boolean {
  try {
    return readFileSync(door, 'utf8') === 'parked'
  } catch {
    return false
  }
}
