import { Problem } from '../problems/index.ts'
import { type Backoff, backoffMs, retryAfterMs } from './backoff.ts'
import type { Surroundings } from './surroundings.ts'

/** Told of a failure that will be tried again, and how long the wait is. */
export type OnFailure = (problem: Problem, waitMs: number) => void

const errorBackoff: Backoff = { firstMs: 500, ceilingMs: 30_000 }

/** No answer, an overloaded or a failing server: worth another attempt. A refusal is not. */
export function isPassing(error: unknown): error is Problem {
  if (!(error instanceof Problem)) return false
  return error.code === 'UNREACHABLE' || error.status === 429 || error.status === 408 || error.status >= 500
}

/** How long to rest after the given number of failures in a row. */
export function restMs(error: Problem, failures: number, { clock, random }: Surroundings): number {
  return (retryAfterMs(error.headers['retry-after'], clock()) ?? 0) + backoffMs(errorBackoff, failures, random())
}

/**
 * Does something for as long as it takes to get an answer.
 *
 * @throws what the operation threw where trying again cannot help, and the signal's reason when stopped.
 */
export async function insist<T>(
  operation: () => Promise<T>,
  around: Surroundings,
  signal: AbortSignal,
  onFailure: OnFailure,
): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await operation()
    } catch (error) {
      signal.throwIfAborted()
      if (!isPassing(error)) throw error
      const wait = restMs(error, failures, around)
      onFailure(error, wait)
      await around.sleep(wait, signal)
    }
  }
}
