import { readJson, refuseFailure } from './answer.ts'
import { authorise } from './authorise.ts'
import type { Middleware, OutgoingRequest, Send } from './request.ts'
import { type RetryPolicy, retry } from './retry.ts'
import type { Session } from './session.ts'
import type { Surroundings } from './surroundings.ts'
import { wire } from './wire.ts'

/** The way of a call: authorise, repeat, the hooks of `use`, the network. */
export class Http {
  readonly origin: string
  readonly #hooks: Middleware[] = []
  readonly #repeat: Middleware
  readonly #wire: Send

  constructor(origin: string, policy: RetryPolicy, around: Surroundings) {
    this.origin = origin.replace(/\/+$/, '')
    this.#repeat = retry(policy, around)
    this.#wire = wire(this.origin, around.fetch)
  }

  /** A step around every attempt; the last one added is the outermost. */
  use(hook: Middleware): void {
    this.#hooks.push(hook)
  }

  /** Sends without a session, and repeats where that is safe. */
  readonly anonymous: Send = (request) => this.#repeat(this.once, request)

  /** Sends without a session, one attempt. */
  readonly once: Send = (request) => {
    const send = this.#hooks.reduce<Send>((prev, hook) => (next) => hook(prev, next), this.#wire)
    return send(request)
  }
}

/** Calls in the name of one session. */
export class Calls {
  readonly #send: Send
  readonly #once: Send

  constructor(http: Http, session: Session) {
    const withSession = authorise(session)
    this.#send = (request) => withSession(http.anonymous, request)
    this.#once = (request) => withSession(http.once, request)
  }

  /** The answer of a call that succeeded. @throws {Problem} otherwise */
  async raw(request: OutgoingRequest): Promise<Response> {
    const answer = await this.#send(request)
    await refuseFailure(answer)
    return answer
  }

  /** The JSON of a call that succeeded. @throws {Problem} otherwise */
  async json<T>(request: OutgoingRequest): Promise<T> {
    return readJson<T>(await this.#send(request))
  }

  /** As `json`, with one attempt: for loops that pace themselves. */
  async jsonOnce<T>(request: OutgoingRequest): Promise<T> {
    return readJson<T>(await this.#once(request))
  }
}
