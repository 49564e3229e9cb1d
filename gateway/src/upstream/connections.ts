import { Connection } from './connection.ts'
import { type Place, placeOf } from './place.ts'
import { ReadBuffer } from './read-buffer.ts'
import type { ServiceRequest, Visit } from './visit.ts'

/** How long a connection that nobody needs is kept at most, milliseconds. After a peak they go. */
const longestIdleMs = 15_000
/** Most requests of one turn of the event loop that share a connection. */
const mostTogether = 16

const safe: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/** Who leaves together: a write never stands behind a question, whose answer may take longer. */
type Company = 'questions' | 'writes'

interface Kept {
  readonly connection: Connection
  readonly until: number
}

export interface ConnectionsOptions {
  origin: string
  clock: () => number
  /** Whether requests that arrive together may share a connection. Only where each is answered soon. */
  together: boolean
  /** Whether each reads to a large buffer of its own, which only a few may have. */
  buffered: boolean
}

/**
 * Connections to one origin. The one used last is used next, so that those which a peak left behind are found idle and
 * closed.
 *
 * A connection carries one request at a time, with one exception: questions (GET, HEAD), and small writes of routes that
 * answer promptly, go out together in one piece where they arrive in the same turn of the event loop. The service has a
 * single thread and would answer them one after the other anyway; a piece for each of them costs more than all else on
 * their way. A question that comes when nobody is under way, after one that came alone, leaves at once.
 */
export class Connections {
  readonly #options: ConnectionsOptions
  readonly #place: Place
  readonly #all = new Set<Connection>()
  readonly #idle: Kept[] = []
  #ofThisTurn: Record<Company, Visit[]> = { questions: [], writes: [] }
  /** Whether the last one that might have had company had none. */
  #wasAlone = false

  constructor(options: ConnectionsOptions) {
    this.#options = options
    this.#place = placeOf(options.origin)
  }

  get size(): number {
    return this.#all.size
  }

  get idle(): number {
    return this.#idle.length
  }

  send(visit: Visit): void {
    const company = this.#options.together ? companyOf(visit.request) : undefined
    if (company === undefined || (company === 'questions' && this.#expectsNobody)) this.#sendAll([visit])
    else this.#sendThisTurn(company, visit)
  }

  /** Where few ask, to wait for the end of the turn is a wait for nobody. */
  get #expectsNobody(): boolean {
    return this.#wasAlone && this.#all.size === this.#idle.length
  }

  /** Closes connections that were idle for long. */
  sweep(): void {
    const now = this.#options.clock()
    for (const { connection } of this.#idle.filter(({ until }) => until <= now)) connection.destroy()
  }

  /** Closes what is idle now: the service behind is about to go. */
  closeIdle(): void {
    for (const { connection } of this.#idle.slice()) connection.destroy()
  }

  /** Cuts all of them. */
  destroy(): void {
    this.#endTurn()
    for (const connection of this.#all) connection.destroy()
  }

  #sendThisTurn(company: Company, visit: Visit): void {
    const { questions, writes } = this.#ofThisTurn
    if (questions.length + writes.length === 0) setImmediate(this.#endTurn)
    this.#ofThisTurn[company].push(visit)
  }

  readonly #endTurn = (): void => {
    const { questions, writes } = this.#ofThisTurn
    this.#ofThisTurn = { questions: [], writes: [] }
    this.#wasAlone = questions.length + writes.length === 1
    for (const company of [questions, writes])
      for (let from = 0; from < company.length; from += mostTogether)
        this.#sendAll(company.slice(from, from + mostTogether))
  }

  #sendAll(visits: readonly Visit[]): void {
    const connection = this.#take()
    for (const visit of visits) connection.send(visit)
    connection.flush()
  }

  #take(): Connection {
    const now = this.#options.clock()
    for (let kept = this.#idle.pop(); kept !== undefined; kept = this.#idle.pop()) {
      if (kept.until > now) return kept.connection
      kept.connection.destroy()
    }
    const connection = new Connection({
      place: this.#place,
      clock: this.#options.clock,
      buffer: this.#options.buffered ? new ReadBuffer() : undefined,
      idle: (free) => this.#keep(free),
      closed: (gone) => this.#forget(gone),
    })
    this.#all.add(connection)
    return connection
  }

  #keep(connection: Connection): void {
    const until = this.#options.clock() + Math.min(connection.idleMs, longestIdleMs)
    this.#idle.push({ connection, until })
  }

  #forget(connection: Connection): void {
    this.#all.delete(connection)
    const at = this.#idle.findIndex((kept) => kept.connection === connection)
    if (at !== -1) this.#idle.splice(at, 1)
  }
}

function companyOf({ method, body, prompt }: ServiceRequest): Company | undefined {
  if (body !== null) return undefined
  if (safe.has(method)) return 'questions'
  return prompt === true ? 'writes' : undefined
}
