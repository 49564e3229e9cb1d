export interface RunOptions {
  rounds: number
  seconds: number
  /** Held polls to whom one event goes, one number for each comparison. */
  polls: number[]
  logs: number[]
  fillMinutes: number
  /** Where filled logs are kept for the next run; without it they are thrown away. */
  kept?: string | undefined
  paces: number[]
}
