import type { Metrics } from '@bartab/kit'
import type { FastifyBaseLogger } from 'fastify'
import type { Exchange } from './exchange.ts'
import type { Route } from './routing/route.ts'

const clientClosedRequest = 499

interface Observer {
  observe(seconds: number): void
}

/** Sees every exchange that is the front's: one log line, one measurement by route and service. Pages log themselves. */
export class Observation {
  readonly #log: FastifyBaseLogger
  readonly #accessLog: FastifyBaseLogger
  readonly #clock: () => number
  readonly #seconds
  readonly #failures
  readonly #retries
  readonly #polls
  readonly #observers = new Map<Route | undefined, Map<number, Observer>>()

  constructor(log: FastifyBaseLogger, metrics: Metrics, clock: () => number) {
    this.#log = log
    // its fields are chosen here one by one, so that looking for secrets in them would cost more than the request
    this.#accessLog = log.child({}, { redact: [] })
    this.#clock = clock
    this.#seconds = metrics.histogram('gateway_request_duration_seconds', 'Forwarded requests, by route and service', [
      'route',
      'service',
      'status',
    ])
    this.#failures = metrics.counter('gateway_failures_total', 'Requests that the gateway answered itself, by code', [
      'service',
      'code',
    ])
    this.#retries = metrics.counter('gateway_retries_total', 'Second attempts, by service', ['service'])
    this.#polls = metrics.gauge('gateway_held_polls', 'Long polls that are held at this moment')
  }

  /** An exchange goes to a service; a poll is held from here on. */
  readonly forwarding = (exchange: Exchange): void => {
    if (exchange.route?.class !== 'poll') return
    this.#polls.inc()
    exchange.response.once('close', () => this.#polls.dec())
  }

  readonly retried = ({ service }: Route): void => this.#retries.inc({ service })

  readonly record = (exchange: Exchange): void => {
    const { route, failure, response } = exchange
    if (route === undefined && failure === undefined) return
    const status = response.writableFinished ? response.statusCode : clientClosedRequest
    const ms = this.#clock() - exchange.startedAt
    const service = route?.service ?? 'gateway'
    this.#observer(route, status).observe(ms / 1_000)
    if (failure !== undefined) this.#failures.inc({ service, code: failure })
    this.#accessLog.info(lineOf(exchange, status, ms), 'request')
  }

  /** A failure that is ours or a service's, with its cause, which the client does not see. */
  readonly report = (exchange: Exchange, error: unknown): void => {
    this.#log.warn({ err: error, request_id: exchange.requestId, service: exchange.route?.service }, 'request failed')
  }

  /** There are few of them, and to find one by its labels costs more than to count. */
  #observer(route: Route | undefined, status: number): Observer {
    const known = this.#observers.get(route)?.get(status)
    if (known !== undefined) return known
    const labels = { route: route?.prefix ?? '(none)', service: route?.service ?? 'gateway', status }
    const observer = this.#seconds.labels(labels)
    const ofRoute = this.#observers.get(route) ?? new Map<number, Observer>()
    this.#observers.set(route, ofRoute.set(status, observer))
    return observer
  }
}

function lineOf(exchange: Exchange, status: number, ms: number) {
  return {
    method: exchange.method,
    route: exchange.route?.prefix,
    service: exchange.route?.service,
    path: exchange.loggedPath,
    status,
    ms,
    request_id: exchange.requestId,
    user_id: exchange.caller?.userId,
    address: exchange.origin.address,
    code: exchange.failure,
  }
}
