import { interrupted } from './failure.ts'
import type { Terminal } from './terminal.ts'

/** Who asks, and what ends the wait for the answer. */
export interface Asking {
  /** The verb that asks. */
  verb: string
  /** What spares the question, for the message when it is interrupted: `add --yes`. */
  fix: string
  signal: AbortSignal
}

/**
 * Asks on the terminal. Gives nothing when the input ends without an answer (Ctrl-D).
 *
 * @throws {CliFailure} INTERRUPTED (exit 130) on Ctrl-C.
 */
export async function ask(terminal: Terminal, question: string, asking: Asking): Promise<string | undefined> {
  const { verb, fix, signal } = asking
  const { createInterface } = await import('node:readline/promises')
  const lines = createInterface({ input: terminal.stdin, output: terminal.stderr })
  const ended = Promise.withResolvers<undefined>()
  const stop = new AbortController()
  lines.once('SIGINT', () => stop.abort())
  lines.once('close', () => ended.resolve(undefined))
  try {
    const asked = lines.question(question, { signal: AbortSignal.any([signal, stop.signal]) })
    return (await Promise.race([asked, ended.promise]))?.trim()
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error
    terminal.say('')
    if (signal.aborted || stop.signal.aborted) throw interrupted(verb, { fix })
    return undefined
  } finally {
    lines.close()
  }
}
