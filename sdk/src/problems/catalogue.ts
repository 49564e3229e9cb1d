import { authProblems } from './auth.ts'
import { chatProblems } from './chat.ts'
import { clientProblems } from './client.ts'
import { commonProblems } from './common.ts'
import { gatewayProblems } from './gateway.ts'
import { mediaProblems } from './media.ts'
import type { ProblemShape } from './shape.ts'

/** Every failure that the server can answer with, by code. The code is the API. */
export const problems = {
  ...commonProblems,
  ...authProblems,
  ...chatProblems,
  ...mediaProblems,
  ...gatewayProblems,
  ...clientProblems,
} as const satisfies Record<string, ProblemShape>

export type ProblemCode = keyof typeof problems
