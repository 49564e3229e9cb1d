import { Problem } from '../problems/index.ts'
import { type Backoff, backoffMs, retryAfterMs } from './backoff.ts'
import { isRepeatable, type Middleware, type OutgoingRequest } from './request.ts'
import type { Surroundings } from './surroundings.ts'

/** How long a call is worth trying. */
export interface RetryPolicy extends Backoff {
  /** Attempts in all, the first among them. Default 6. */
  attempts: number
  /** A longer wait than this is not waited for: the failure goes to the caller. Milliseconds, default 60_000. */
  longestWaitMs: number
}

export const retryDefaults: RetryPolicy = { attempts: 6, firstMs: 250, ceilingMs: 10_000, longestWaitMs: 60_000 }

/**
 * Sends a request again after a broken connection, a 5xx or a 429. A request that is not repeatable is sent again only
 * where the server says that it did nothing: 429, and 503 while it is replaced.
 */
export function retry(policy: RetryPolicy, { sleep, random, clock }: Surroundings): Middleware {
  return async (prev, request) => {
    for (let failures = 1; ; failures++) {
      const outcome = await attempt(() => prev(request))
      if (failures >= policy.attempts || !worthRepeating(request, outcome)) return settle(outcome)
      const asked = outcome instanceof Response ? retryAfterMs(outcome.headers.get('retry-after'), clock()) : undefined
      const wait = (asked ?? 0) + backoffMs(policy, failures, random())
      if (wait > policy.longestWaitMs) return settle(outcome)
      if (outcome instanceof Response) await outcome.body?.cancel()
      await sleep(wait, request.signal)
    }
  }
}

type Outcome = Response | Problem

async function attempt(send: () => Promise<Response>): Promise<Outcome> {
  try {
    return await send()
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}

function settle(outcome: Outcome): Response {
  if (outcome instanceof Problem) throw outcome
  return outcome
}

function worthRepeating(request: OutgoingRequest, outcome: Outcome): boolean {
  if (request.body instanceof ReadableStream) return false
  if (outcome instanceof Problem) return outcome.code === 'UNREACHABLE' && isRepeatable(request)
  if (outcome.status === 429) return true
  if (outcome.status === 503) return isRepeatable(request) || outcome.headers.has('retry-after')
  return outcome.status >= 500 && outcome.status !== 501 && outcome.status !== 507 && isRepeatable(request)
}
