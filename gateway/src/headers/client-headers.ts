import { Problem } from '@bartab/sdk/problems'
import { hopByHop, isReserved } from './header-names.ts'

/** What a client's header section says, read once. */
export interface ClientHeaders {
  /** Names and values in turn: the client's own words that may go on to a service. */
  readonly passedOn: string[]
  readonly host: string
  readonly authorization: string | undefined
  /** Bytes of the body, where the client announced them. */
  readonly contentLength: number | undefined
  /** Whether the body comes in chunks of unannounced length. */
  readonly chunked: boolean
  /** Whether the client waits for `100 Continue` before its body. */
  readonly expectsContinue: boolean
  readonly requestId: string | undefined
  readonly traceparent: string | undefined
  readonly forwardedFor: string | undefined
  readonly forwardedProto: string | undefined
  readonly forwardedHost: string | undefined
}

/** Names that may stand once; a second one is read differently by different readers. */
const singular = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'authorization',
  'content-type',
  'expect',
  'upgrade',
  'x-request-id',
  'traceparent',
])

/** Names that the gateway reads and then writes itself, or leaves out. */
const takenOver = new Set(['host', 'expect', 'x-request-id', 'traceparent'])

const hostForm = /^[A-Za-z0-9._~:[\]-]{1,255}$/
const plainConnection = /^(?:keep-alive|close)$/i

/**
 * Reads Node's flat list of raw headers. Hop-by-hop names, everything that `Connection` lists and the names that only
 * the gateway may set are left out of `passedOn`, before anything of ours is added.
 *
 * @throws {Problem} REQUEST_MALFORMED for framing that two readers could understand differently, UPGRADE_REFUSED,
 *   EXPECTATION_REFUSED.
 */
export function readClientHeaders(raw: readonly string[]): ClientHeaders {
  const seen: Record<string, string> = Object.create(null)
  let passedOn: string[] = []
  for (let i = 0; i < raw.length; i += 2) {
    const spelling = raw[i] as string
    const name = spelling.toLowerCase()
    const value = raw[i + 1] as string
    if (seen[name] !== undefined && singular.has(name)) malformed(`\`${name}\` stands twice`)
    seen[name] = name === 'connection' || name.startsWith('x-forwarded-') ? joined(seen[name], value) : value
    if (!isDropped(name)) passedOn.push(name, value)
  }
  const connection = seen.connection
  if (connection !== undefined && !plainConnection.test(connection)) passedOn = withoutListed(passedOn, connection)
  refuseUpgrade(seen.upgrade)
  return {
    passedOn,
    host: hostOf(seen.host),
    authorization: seen.authorization,
    contentLength: contentLength(seen['content-length'], seen['transfer-encoding']),
    chunked: isChunked(seen['transfer-encoding']),
    expectsContinue: expectsContinue(seen.expect),
    requestId: seen['x-request-id'],
    traceparent: seen.traceparent,
    forwardedFor: seen['x-forwarded-for'],
    forwardedProto: seen['x-forwarded-proto'],
    forwardedHost: seen['x-forwarded-host'],
  }
}

/** A name with an underscore becomes another name for readers that fold it to a hyphen, so none is passed on. */
function isDropped(name: string): boolean {
  return hopByHop.has(name) || takenOver.has(name) || isReserved(name) || name.includes('_')
}

function joined(before: string | undefined, value: string): string {
  return before === undefined ? value : `${before}, ${value}`
}

function withoutListed(headers: string[], connection: string): string[] {
  const listed = new Set(connection.split(',').map((name) => name.trim().toLowerCase()))
  if (listed.has('authorization') || listed.has('content-length'))
    malformed('`connection` lists a header of the request')
  return headers.filter((_, i) => !listed.has(headers[i - (i % 2)] as string))
}

function hostOf(value: string | undefined): string {
  if (value === undefined) return malformed('`host` is missing')
  return hostForm.test(value) ? value : malformed('`host` is not a host')
}

function contentLength(value: string | undefined, transferEncoding: string | undefined): number | undefined {
  if (value === undefined) return undefined
  if (transferEncoding !== undefined) malformed('`content-length` and `transfer-encoding` stand together')
  if (!/^\d{1,15}$/.test(value)) malformed('`content-length` is not a number')
  return Number(value)
}

function isChunked(value: string | undefined): boolean {
  if (value === undefined) return false
  if (value.toLowerCase() !== 'chunked') malformed('`transfer-encoding` is not `chunked`')
  return true
}

function expectsContinue(value: string | undefined): boolean {
  if (value === undefined) return false
  if (value.toLowerCase() !== '100-continue') throw new Problem('EXPECTATION_REFUSED')
  return true
}

function refuseUpgrade(value: string | undefined): void {
  if (value !== undefined) throw new Problem('UPGRADE_REFUSED')
}

function malformed(detail: string): never {
  throw new Problem('REQUEST_MALFORMED', { detail })
}
