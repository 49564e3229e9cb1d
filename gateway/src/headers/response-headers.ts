import { hopByHop } from './header-names.ts'
import { securityHeaders } from './security-headers.ts'

/** Names that tell about the machinery behind, or that the gateway sets itself. */
const withheld = new Set(['server', 'x-powered-by', 'x-request-id'])

/** A service's header section as it goes to the client, and what the relay has to know of it. */
export interface AnswerHead {
  /** Names and values in turn. */
  readonly headers: string[]
  readonly contentLength: number | undefined
  /** Whether it is a stream of events. */
  readonly events: boolean
  /** Whether the service said something of limits itself. */
  readonly limited: boolean
}

/** What was read last: an answer to many at once comes with one list for all of them. */
let lastRead: { fromService: readonly string[]; head: AnswerHead } | undefined

/**
 * Reads a service's flat list of headers: hop-by-hop names and those that `Connection` lists are left out, the security
 * headers are added where the service set none, the request's id last.
 */
export function answerHead(fromService: readonly string[], requestId: string): AnswerHead {
  if (lastRead?.fromService !== fromService) lastRead = { fromService, head: readHead(fromService) }
  const { headers, ...rest } = lastRead.head
  return { ...rest, headers: [...headers, 'x-request-id', requestId] }
}

function readHead(fromService: readonly string[]): AnswerHead {
  const listed = namesListed(fromService)
  const headers: string[] = []
  const said = new Set<string>()
  let [contentLength, events] = [undefined as number | undefined, false]
  for (let i = 0; i < fromService.length; i += 2) {
    const name = (fromService[i] as string).toLowerCase()
    const value = fromService[i + 1] as string
    if (hopByHop.has(name) || withheld.has(name) || listed?.includes(name)) continue
    if (name === 'content-length') contentLength = Number(value)
    else if (name === 'content-type') events = value.startsWith('text/event-stream')
    said.add(name)
    headers.push(name, value)
  }
  for (const [name, value] of securityHeaders) if (!said.has(name)) headers.push(name, value)
  return { headers, contentLength, events, limited: said.has('ratelimit') }
}

function namesListed(headers: readonly string[]): string[] | undefined {
  let names: string[] | undefined
  for (let i = 0; i < headers.length; i += 2) {
    const value = headers[i + 1] as string
    if ((headers[i] as string).toLowerCase() !== 'connection' || value === 'keep-alive' || value === 'close') continue
    names = [...(names ?? []), ...value.split(',').map((name) => name.trim().toLowerCase())]
  }
  return names
}
