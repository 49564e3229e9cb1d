import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

// to a minute, since a long poll is a request too
const secondsBuckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/**
 * How often the event loop is looked at, milliseconds; a loop that nothing delays is told with as much. Each look wakes
 * the process: a hundred of them a second, prom-client's choice, are most of what a server with nothing to do costs.
 */
const eventLoopMonitoringPrecision = 50

/**
 * A server's own Prometheus registry: what the process uses (memory, CPU, event loop delay) and, for each route,
 * how many requests, how they ended and how long they took. Served on the internal listener only.
 */
export class Metrics {
  readonly registry = new Registry()
  readonly requestSeconds: Histogram<'method' | 'route' | 'status'>
  readonly requestsInFlight: Gauge

  constructor() {
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision })
    this.requestSeconds = this.histogram('http_request_duration_seconds', 'Requests by route and status', [
      'method',
      'route',
      'status',
    ])
    this.requestsInFlight = this.gauge('http_requests_in_flight', 'Requests that have no complete answer yet')
  }

  counter<T extends string = never>(name: string, help: string, labels: readonly T[] = []): Counter<T> {
    return new Counter({ name, help, labelNames: [...labels], registers: [this.registry] })
  }

  /** @param read called before each look, to set what is measured rather than counted. */
  gauge<T extends string = never>(
    name: string,
    help: string,
    labels: readonly T[] = [],
    read?: (gauge: Gauge<T>) => void,
  ): Gauge<T> {
    const collect = read === undefined ? {} : { collect: () => read(gauge) }
    const gauge: Gauge<T> = new Gauge({ name, help, labelNames: [...labels], registers: [this.registry], ...collect })
    return gauge
  }

  /** @param buckets upper bounds; without them, seconds from 2 ms to a minute. */
  histogram<T extends string = never>(
    name: string,
    help: string,
    labels: readonly T[] = [],
    buckets: readonly number[] = secondsBuckets,
  ): Histogram<T> {
    return new Histogram({ name, help, labelNames: [...labels], buckets: [...buckets], registers: [this.registry] })
  }
}
