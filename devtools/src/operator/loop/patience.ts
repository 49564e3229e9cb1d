import type { ServiceState } from './operator-state.ts'

/** A service that has to be mended so often within this time, in ms, is not mended by being mended. */
const windowMs = 10 * 60_000
const often = 5
/** How long the operator leaves it alone then, in ms. */
const restMs = 30 * 60_000

/** A service's record after it had to be mended once more. */
export function mendedAgain(state: ServiceState, now: number, because: string): ServiceState {
  const mended_ts = [...state.mended_ts.filter((ts) => now - ts < windowMs), now]
  const { gave_up: _, ...rest } = state
  if (mended_ts.length < often) return { ...rest, mended_ts }
  return { ...rest, mended_ts: [], gave_up: { until_ts: now + restMs, because } }
}

/** A service's record at a time: once the rest is over, it is tried again. */
export function rested(state: ServiceState, now: number): ServiceState {
  if (state.gave_up === undefined || state.gave_up.until_ts > now) return state
  const { gave_up: _, ...rest } = state
  return rest
}

/** How long to wait after so many rounds in a row that failed, in ms: longer each time, five minutes at most. */
export const pauseAfter = (failures: number, everyMs: number): number =>
  failures === 0 ? everyMs : Math.min(5 * 60_000, everyMs * 2 ** failures)
