import { CliFailure } from '@bartab/kit/cli'
import type { Driver, InternalCall } from '../drivers/driver.ts'
import { connectOperator } from '../operator/operator.ts'
import type { StackHandle } from '../stack/open-stack.ts'

/** What came of a hold, once it has ended. */
export interface Released {
  /** How many requests had waited. */
  waited: number
  /** How long the gateway held them, in ms, by its own clock. */
  held_ms: number
  /** The time of the hold was over before the service was ready: those that came then were told to come again. */
  expired: boolean
}

/** What the gateway says once it holds the requests to a service. */
export interface Holding {
  /** Where the service is. */
  origins: string[]
  /** Nothing is under way there any more. */
  drained: boolean
  /** How many requests still are. */
  underWay: number
  /** The hold ends by itself after so long, in ms. */
  leftMs: number
}

/** A service whose requests are to wait, and how long those under way may take to end, in ms. */
export interface ToHold {
  service: string
  drainMs: number
}

interface ServiceView {
  replicas: { origin: string }[]
  drained: boolean
  in_flight: number
  hold: { left_ms: number } | null
}

/** The operator's hand on the gateway: which requests wait, and where services are. */
export class GatewayControl {
  readonly #driver: Pick<Driver, 'calls'>
  readonly #token: string

  constructor(driver: Pick<Driver, 'calls'>, token: string) {
    this.#driver = driver
    this.#token = token
  }

  /**
   * Gets a token first, good for ten minutes, so that auth may go away. Nothing where none can be had, or where the
   * gateway takes none of auth's: between the two, the public URL has changed.
   */
  static async open(handle: StackHandle): Promise<GatewayControl | undefined> {
    try {
      const client = await connectOperator(handle, { attempts: 4, longestWaitMs: 3_000 })
      const control = new GatewayControl(handle.driver, await client.session.accessToken())
      await control.#call([{ method: 'GET', path: '/services' }])
      return control
    } catch {
      return undefined
    }
  }

  /**
   * From now on requests to these services wait, for so long at most. Tells of the last of them, once nothing is under
   * way there or its time for that is over.
   */
  async hold(services: readonly ToHold[], longestMs: number): Promise<Holding> {
    const views = await this.#call(
      services.map(({ service, drainMs }) => ({
        method: 'PUT',
        path: `/services/${service}/hold`,
        body: { longest_ms: longestMs, drain_timeout_ms: drainMs },
      })),
    )
    const { replicas, drained, in_flight, hold } = views.at(-1) as ServiceView
    const leftMs = hold?.left_ms ?? 0
    return { origins: replicas.map(({ origin }) => origin), drained, underWay: in_flight, leftMs }
  }

  /** Lets the requests to the first of these go on once it is ready there, and then those to the others. */
  async releaseTo(services: readonly string[], origins: readonly string[], patienceMs: number): Promise<Released> {
    const pointer = { origins, ready_timeout_ms: Math.max(0, Math.round(patienceMs)) }
    const [, released] = await this.#call([
      { method: 'PUT', path: `/services/${services[0]}`, body: pointer },
      ...services.map(releaseOf),
    ])
    return released as Released
  }

  async release(services: readonly string[]): Promise<Released> {
    const [released] = await this.#call(services.map(releaseOf))
    return released as Released
  }

  async #call(calls: readonly InternalCall[]): Promise<unknown[]> {
    const token = this.#token
    const answers = await this.#driver.calls(
      'gateway',
      calls.map((call) => ({ ...call, token })),
    )
    const last = answers.at(-1)
    if (answers.length === calls.length && (last?.status ?? 500) < 400)
      return answers.map(({ body }) => JSON.parse(body) as unknown)
    const asked = calls[Math.max(0, answers.length - 1)]
    throw new CliFailure('GATEWAY_CONTROL', 'the gateway did not do as it was told', {
      evidence: [`${asked?.method} ${asked?.path}: ${last === undefined ? 'no answer' : last.body.slice(0, 300)}`],
      fix: 'bartab doctor',
    })
  }
}

const releaseOf = (service: string): InternalCall => ({ method: 'DELETE', path: `/services/${service}/hold` })
