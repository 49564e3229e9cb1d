import { exitCodes } from './exit-codes.ts'
import { CliFailure } from './failure.ts'
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
  signal: AbortSignal
}

/**
 * Lets something severe happen only when its name was typed, or given by the flag.
 *
 * @throws {CliFailure} NOT_CONFIRMED (exit 64) when the name does not match, or nobody can be asked.
 */
export async function confirmByName(terminal: Terminal, confirmation: Confirmation): Promise<void> {
  const { expected, given, flag } = confirmation
  const answer = given ?? (terminal.asks ? await ask(terminal, confirmation) : undefined)
  if (answer === expected) return
  const evidence =
    answer === undefined ? 'nobody can be asked here' : `"${answer}" was given, "${expected}" was expected`
  throw new CliFailure('NOT_CONFIRMED', 'this destroys data and was not confirmed', {
    evidence: [evidence],
    fix: `add ${flag}`,
    exitCode: exitCodes.usage,
  })
}

async function ask(terminal: Terminal, { question, expected, signal }: Confirmation): Promise<string> {
  const { createInterface } = await import('node:readline/promises')
  const lines = createInterface({ input: terminal.stdin, output: terminal.stderr })
  try {
    return (await lines.question(`${question}\nType ${expected} to go on: `, { signal })).trim()
  } finally {
    lines.close()
  }
}
