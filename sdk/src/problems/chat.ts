import type { ProblemShape } from './shape.ts'

/** Failures that chat answers with, beside the common ones. */
export const chatProblems = {} as const satisfies Record<string, ProblemShape>
