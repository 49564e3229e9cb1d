import type { ServerResponse } from 'node:http'
import type { Caller } from '@bartab/kit'
import type { ClientRequest } from './client-request.ts'
import type { ClientOrigin } from './headers/client-address.ts'
import type { ClientHeaders } from './headers/client-headers.ts'
import type { LimitState } from './limits/request-limits.ts'
import type { CanonicalTarget } from './path/canonical-path.ts'
import type { Route } from './routing/route.ts'

/** One request and its answer, on the way through the stages. Each stage fills in what the later ones rely on. */
export class Exchange {
  readonly request: ClientRequest
  readonly response: ServerResponse
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  requestId = ''
  traceparent = ''
  headers: ClientHeaders = unread
  origin: ClientOrigin = unknownOrigin
  target: CanonicalTarget = noTarget
  /** The row that forwards it; undefined for the gateway's own paths and the web client's. */
  route: Route | undefined = undefined
  caller: Caller | undefined = undefined
  /** What is left of the limit that is nearest. */
  limit: LimitState | undefined = undefined
  /** A small body that came with the header section, one character a byte; undefined where there is none. */
  content: string | undefined = undefined
  /** The code of what went wrong, for the log. */
  failure: string | undefined = undefined

  constructor(request: ClientRequest, response: ServerResponse, startedAt: number) {
    this.request = request
    this.response = response
    this.startedAt = startedAt
  }

  get method(): string {
    return this.request.method as string
  }

  /** Whether the client announced a body; known before any stage ran. */
  get hasBody(): boolean {
    const { 'content-length': length, 'transfer-encoding': encoding } = this.request.headers
    return encoding !== undefined || (length !== undefined && length !== '0')
  }

  /** The path as logs may show it: none before it was found canonical, none of what follows where a secret does. */
  get loggedPath(): string {
    return this.route?.secretPath === true ? `${this.route.prefix}/…` : this.target.path
  }
}

/** Looks at an exchange, fills something in, or throws a Problem to refuse it. The last one answers it. */
export type Stage = (exchange: Exchange) => Promise<void> | void

const noTarget: CanonicalTarget = { path: '', query: '' }
const unknownOrigin: ClientOrigin = { address: '', proto: 'http', host: '' }
const unread: ClientHeaders = {
  passedOn: [],
  host: '',
  authorization: undefined,
  contentLength: undefined,
  chunked: false,
  expectsContinue: false,
  requestId: undefined,
  traceparent: undefined,
  forwardedFor: undefined,
  forwardedProto: undefined,
  forwardedHost: undefined,
}
