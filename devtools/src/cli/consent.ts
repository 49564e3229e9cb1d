import { ask, CliFailure, exitCodes } from '@bartab/kit/cli'
import type { Context } from './context.ts'
import type { Input } from './input.ts'

/**
 * Goes on only with a yes: typed on a terminal, or given with `--yes`.
 *
 * @throws {CliFailure} NOT_CONFIRMED (exit 64) when the answer is another one, or nobody can be asked or answers.
 *   INTERRUPTED (exit 130) on Ctrl-C.
 */
export async function requireYes(context: Context, input: Input, question: string): Promise<void> {
  if (input.flag('yes')) return
  const { terminal, verb, signal } = context
  const fix = 'add --yes'
  const answer = terminal.asks ? await ask(terminal, `${question}\nGo on? [y/N] `, { verb, fix, signal }) : undefined
  if (answer !== undefined && ['y', 'yes'].includes(answer.toLowerCase())) return
  const unanswered = terminal.asks ? 'the question was not answered' : 'nobody can be asked here'
  throw new CliFailure('NOT_CONFIRMED', 'this was not confirmed, and nothing was changed', {
    evidence: [answer === undefined ? unanswered : `the answer was "${answer}"`],
    fix,
    exitCode: exitCodes.usage,
  })
}
