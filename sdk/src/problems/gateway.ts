import type { ProblemShape } from './shape.ts'

/** Failures that gateway answers with, beside the common ones. */
export const gatewayProblems = {} as const satisfies Record<string, ProblemShape>
