import { exitCodes } from './exit-codes.ts'
import { CliFailure } from './failure.ts'
import { ask } from './question.ts'
import type { Terminal } from './terminal.ts'

export interface Confirmation {
  /** What is about to be destroyed, as a sentence. */
  question: string
  /** What the person must type: the name of the thing itself. */
  expected: string
  /** What the flag said, where it was given. */
  given: string | undefined
  /** The flag that answers in a script, such as `--confirm bartab`. */
  flag: string
  /** The verb that asks, for the message when it is interrupted. */
  verb: string
  signal: AbortSignal
}

/**
 * Lets something severe happen only when its name was typed, or given by the flag.
 *
 * @throws {CliFailure} NOT_CONFIRMED (exit 64) when the name does not match, or nobody can be asked or answers.
 *   INTERRUPTED (exit 130) on Ctrl-C.
 */
export async function confirmByName(terminal: Terminal, confirmation: Confirmation): Promise<void> {
  const { expected, given, flag } = confirmation
  const fix = `add ${flag}`
  const asking = { ...confirmation, fix }
  const answer = given ?? (terminal.asks ? await ask(terminal, question(confirmation), asking) : undefined)
  if (answer === expected) return
  const unanswered = terminal.asks ? 'the question was not answered' : 'nobody can be asked here'
  const evidence = answer === undefined ? unanswered : `"${answer}" was given, "${expected}" was expected`
  throw new CliFailure('NOT_CONFIRMED', 'this destroys data and was not confirmed', {
    evidence: [evidence],
    fix,
    exitCode: exitCodes.usage,
  })
}

const question = ({ question, expected }: Confirmation): string => `${question}\nType ${expected} to go on: `
