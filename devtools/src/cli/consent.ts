import { createInterface } from 'node:readline/promises'
import { CliFailure, exitCodes } from '@bartab/kit/cli'
import type { Context } from './context.ts'
import type { Input } from './input.ts'

/**
 * Goes on only with a yes: typed on a terminal, or given with `--yes`.
 *
 * @throws {CliFailure} NOT_CONFIRMED (exit 64) when the answer is another one, or nobody can be asked.
 */
export async function requireYes({ terminal, signal }: Context, input: Input, question: string): Promise<void> {
  if (input.flag('yes')) return
  const answer = terminal.asks ? await ask(terminal, question, signal) : undefined
  if (answer === 'y' || answer === 'yes') return
  throw new CliFailure('NOT_CONFIRMED', 'this was not confirmed, and nothing was changed', {
    evidence: [answer === undefined ? 'nobody can be asked here' : `the answer was "${answer}"`],
    fix: 'add --yes',
    exitCode: exitCodes.usage,
  })
}

async function ask(terminal: Context['terminal'], question: string, signal: AbortSignal): Promise<string> {
  const lines = createInterface({ input: terminal.stdin, output: terminal.stderr })
  try {
    return (await lines.question(`${question}\nGo on? [y/N] `, { signal })).trim().toLowerCase()
  } finally {
    lines.close()
  }
}
