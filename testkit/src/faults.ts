/** What can go wrong between a bot and the server: how likely it is for each call, from 0 to 1. All are 0 by default. */
export interface Faults {
  /** The call never arrives. */
  drop?: number
  /** The call arrives, its answer does not. */
  lose?: number
  /** The call arrives twice. */
  duplicate?: number
  /** The call is refused with 429 for a second. */
  limit?: number
  /** The bot's process dies: before the call arrives, or after. It starts again half a second later. */
  restart?: number
  /** Calls take up to so long. Milliseconds. */
  delayMs?: number
}

/** All that can go wrong does, now and then. */
export const everythingGoesWrong: Faults = {
  drop: 0.03,
  lose: 0.03,
  duplicate: 0.05,
  limit: 0.03,
  restart: 0.01,
  delayMs: 300,
}
