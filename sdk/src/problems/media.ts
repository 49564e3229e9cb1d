import type { ProblemShape } from './shape.ts'

/** Failures that media answers with, beside the common ones. */
export const mediaProblems = {} as const satisfies Record<string, ProblemShape>
