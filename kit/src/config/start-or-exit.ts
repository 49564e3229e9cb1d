import { StartFailure } from '../start-failure.ts'

/**
 * Runs a process's `main` and says in words why it cannot start.
 * A `ConfigError` prints every fault and exits 78, another `StartFailure` its message and its own code;
 * anything else is a defect, printed whole, exit 1.
 */
export async function startOrExit(main: () => Promise<unknown> | unknown): Promise<void> {
  try {
    await main()
  } catch (error) {
    process.stderr.write(`${error instanceof StartFailure ? error.message : describeDefect(error)}\n`)
    process.exit(error instanceof StartFailure ? error.exitCode : 1)
  }
}

function describeDefect(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
