import { CliFailure } from '@bartab/kit/cli'
import type { Problem } from '@bartab/sdk/problems'
import { stackFlag } from '../cli/stack-flag.ts'
import type { StackHandle } from '../stack/open-stack.ts'

/** A refusal of the server's, or its silence, as a command explains it. */
export function explainProblem(problem: Problem, { url, stack }: Pick<StackHandle, 'url' | 'stack'>): CliFailure {
  const { code, status, title, detail, fix, cause } = problem
  if (code === 'UNREACHABLE') {
    return new CliFailure('GATEWAY_UNREACHABLE', `the gateway does not answer at ${url}`, {
      evidence: [`${detail ?? 'the call'}: ${innermost(cause)}`],
      fix: `bartab up${stackFlag(stack.name)}`,
      cause: problem,
    })
  }
  if (status >= 500) {
    return new CliFailure('SERVER_FAILED', `the server could not answer (${status})`, {
      evidence: [detail ?? title],
      fix: `bartab doctor${stackFlag(stack.name)}, bartab logs auth gateway${stackFlag(stack.name)}`,
      cause: problem,
    })
  }
  if (code === 'SESSION_ENDED') {
    return new CliFailure('OPERATOR_REFUSED', "auth does not accept the operator's credential", {
      evidence: [detail ?? title, "it was read from auth's data, secrets/operator"],
      fix: `bartab doctor${stackFlag(stack.name)}`,
      cause: problem,
    })
  }
  return new CliFailure(code, title, { evidence: detail === undefined ? [] : [detail], fix, cause: problem })
}

function innermost(cause: unknown): string {
  if (!(cause instanceof Error)) return 'no answer'
  return cause.cause instanceof Error ? cause.cause.message : cause.message
}
