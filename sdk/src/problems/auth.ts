import type { ProblemShape } from './shape.ts'

/** Failures that auth answers with, beside the common ones. */
export const authProblems = {} as const satisfies Record<string, ProblemShape>
