/** How many tests a step ran, where it ran any. */
export interface TestCount {
  passed: number
  failed: number
}

/** What one step of the check found. */
export interface StepOutcome {
  ok: boolean
  /** One line for the list of steps, such as `412 files`. */
  summary?: string
  /** What to read when the step failed. Printed then, and never when it passed. */
  output?: string
  tests?: TestCount
}

/** One named part of the check. All of them run, whatever the others found. */
export interface CheckStep {
  name: string
  run(): Promise<StepOutcome>
}
