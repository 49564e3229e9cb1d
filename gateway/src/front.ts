import type { IncomingMessage, ServerResponse } from 'node:http'
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

export type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** Takes a request through the stages, in order. The first one that throws ends its way with a refusal. */
export function createFront({ clock, stages, record, report }: FrontOptions): Handler {
  return (request, response) => {
    const exchange = new Exchange(request, response, clock())
    response.once('close', () => record(exchange))
    void passThrough(stages, exchange).catch((error: unknown) => {
      if (refuse(exchange, error).status >= 500) report(exchange, error)
    })
  }
}

async function passThrough(stages: readonly Stage[], exchange: Exchange): Promise<void> {
  for (const stage of stages) {
    const pending = stage(exchange)
    if (pending !== undefined) await pending
  }
}
