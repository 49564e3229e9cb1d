import type { ServerResponse } from 'node:http'
import type { ClientRequest } from './client-request.ts'
import { Exchange, type Stage } from './exchange.ts'
import { refuse } from './refuse.ts'

export interface FrontOptions {
  clock: () => number
  stages: readonly Stage[]
  /** Told of each exchange when its answer is complete or its client is gone. */
  record: (exchange: Exchange) => void
  /** Told of each failure that is the server's. */
  report: (exchange: Exchange, error: unknown) => void
}

export type Handler = (request: ClientRequest, response: ServerResponse) => void

/** Takes a request through the stages, in order. The first one that throws ends its way with a refusal. */
export function createFront({ clock, stages, record, report }: FrontOptions): Handler {
  return (request, response) => {
    const exchange = new Exchange(request, response, clock())
    // it is told once; to have the listener taken away again costs more than to have it
    response.on('close', () => record(exchange))
    passThrough(stages, 0, exchange, (error) => {
      if (refuse(exchange, error).status >= 500) report(exchange, error)
    })
  }
}

/** Most requests have nothing to wait for, and so no promise is made for them. */
function passThrough(
  stages: readonly Stage[],
  first: number,
  exchange: Exchange,
  fail: (error: unknown) => void,
): void {
  try {
    for (let next = first; next < stages.length; next += 1) {
      const pending = stages[next]?.(exchange)
      if (pending === undefined) continue
      const goOn = () => {
        if (!exchange.response.destroyed) passThrough(stages, next + 1, exchange, fail)
      }
      pending.then(goOn).catch(fail)
      return
    }
  } catch (error) {
    fail(error)
  }
}
