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
}

interface ServiceView {
  replicas: { origin: string }[]
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
      const client = await connectOperator(handle, { attempts: 1 })
      const control = new GatewayControl(handle.driver, await client.session.accessToken())
      await control.#call([{ method: 'GET', path: '/services' }])
      return control
    } catch {
      return undefined
    }
  }

  /** From now on requests to a service wait, for so long at most. Answers where it was, once nothing is left there. */
  async hold(service: string, longestMs: number, drainMs = 5_000): Promise<string[]> {
    const body = { longest_ms: longestMs, drain_timeout_ms: drainMs }
    const [view] = await this.#call([{ method: 'PUT', path: `/services/${service}/hold`, body }])
    return (view as ServiceView).replicas.map(({ origin }) => origin)
  }

  /** Lets the requests go on once the service is ready there. */
  async releaseTo(service: string, origins: readonly string[], patienceMs: number): Promise<Released> {
    const [, released] = await this.#call([
      { method: 'PUT', path: `/services/${service}`, body: { origins, ready_timeout_ms: patienceMs } },
      { method: 'DELETE', path: `/services/${service}/hold` },
    ])
    return released as Released
  }

  async release(service: string): Promise<Released> {
    const [released] = await this.#call([{ method: 'DELETE', path: `/services/${service}/hold` }])
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
