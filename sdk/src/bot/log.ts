/** Where a bot says how it is. */
export type BotLog = (level: 'info' | 'warn' | 'error', message: string, fields?: Record<string, unknown>) => void

/** One line of JSON for each message, on standard output. */
export function jsonLog(clock: () => number): BotLog {
  return (level, message, fields = {}) => {
    process.stdout.write(`${JSON.stringify({ level, time: clock(), msg: message, ...fields })}\n`)
  }
}

/** What can be said of an error in a log: its code and message, never what it was about. */
export function errorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: String(error) }
  const code = 'code' in error ? { code: error.code } : {}
  return { error: error.message, ...code }
}
