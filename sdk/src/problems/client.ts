import type { ProblemShape } from './shape.ts'

/** Failures that the client itself finds; no server sends them. Status 0 where there was no answer. */
export const clientProblems = {
  UNREACHABLE: {
    status: 0,
    title: 'The server did not answer',
    fix: 'Check the connection and the address; then try again.',
  },
  ANSWER_INVALID: {
    status: 502,
    title: 'The answer did not come from a BarTAB server',
    fix: 'Check the address; a proxy or a login page of the network may stand in between.',
  },
  SESSION_ENDED: {
    status: 401,
    title: 'You are logged out',
    fix: 'Log in again.',
  },
} as const satisfies Record<string, ProblemShape>
