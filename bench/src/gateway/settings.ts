import type { Rounds } from './rounds.ts'

/** What each part of the bench is told. */
export interface Settings {
  rounds: Rounds
  /** How long one round of one contender lasts. */
  seconds: number
  polls: number
  /** Size of the large bodies. */
  megabytes: number
  say: (line: string) => void
}
