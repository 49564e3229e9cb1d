/** The services behind the gateway. */
export type ServiceName = 'auth' | 'chat' | 'media'

/** What kind of exchange a route carries; timeouts and connections go by it. */
export type RouteClass = 'api' | 'poll' | 'upload' | 'download' | 'page'

/**
 * Whether a token is looked at: `required` refuses without one; `if-present` refuses an invalid one and lets a request
 * without one pass; `none` leaves the header to the service, which may expect something other than a token in it.
 */
export type TokenPolicy = 'required' | 'if-present' | 'none'

/** One row of the routing table. The policy stands on the route that forwards: nothing else tests the path. */
export interface Route {
  /** Whole path segments that the path begins with. */
  readonly prefix: string
  /** Whether the row is for this very path, and for none below it. */
  readonly exact?: boolean
  /** Methods that the row is for. Default: all that are served. */
  readonly methods?: readonly string[]
  readonly service: ServiceName
  readonly class: RouteClass
  readonly token: TokenPolicy
  /** Whether the calls check a password or a secret, and so are counted more strictly for each address. */
  readonly credentials?: boolean
  /** Whether the path itself carries a secret, so that logs show the prefix alone. */
  readonly secretPath?: boolean
  /** Whether requests that name the same thing next after the prefix are best answered by the same replica. */
  readonly together?: boolean
  /** Whether a call that changes something is answered as soon as the others that came with it: they may leave together. */
  readonly prompt?: boolean
  /** Which of its polls may be held on one connection with others, by their query. Their answers are small as a rule. */
  readonly shared?: (query: string) => boolean
  /** The answer to a poll that is ended early: nothing new, from the cursor that it came with. */
  readonly whenIdle?: (query: string, now: number) => string | undefined
  /** Whether the gateway's own refusals take the form of RFC 6749 instead of problem+json. */
  readonly oauth?: boolean
}

/** How long the gateway waits in each class. Milliseconds. */
export interface ClassTimeouts {
  /** From the last byte of the request to the answer's header section. */
  readonly headersMs: number
  /** Between two pieces of the answer's body. */
  readonly bodyMs: number
  /** Between two pieces of the client's body, and for a client that does not take what it asked for. */
  readonly clientIdleMs: number
}

/** A poll is held for up to a minute by the service, so that its waits must be longer than that. */
export const classTimeouts: Record<RouteClass, ClassTimeouts> = {
  api: { headersMs: 20_000, bodyMs: 20_000, clientIdleMs: 15_000 },
  poll: { headersMs: 75_000, bodyMs: 75_000, clientIdleMs: 15_000 },
  upload: { headersMs: 120_000, bodyMs: 30_000, clientIdleMs: 30_000 },
  download: { headersMs: 30_000, bodyMs: 30_000, clientIdleMs: 30_000 },
  page: { headersMs: 10_000, bodyMs: 10_000, clientIdleMs: 15_000 },
}
