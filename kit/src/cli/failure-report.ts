import { CliFailure } from './failure.ts'
import type { Terminal } from './terminal.ts'

/** The lines in which a person reads a failure: what, why, and last (where the eye rests) the command that mends it. */
export function failureLines(failure: CliFailure, paint: Terminal['paint']): string[] {
  const lines = [`${paint('bad', 'failed:')} ${failure.message} ${paint('dim', `[${failure.code}]`)}`]
  for (const evidence of failure.evidence) lines.push(...evidence.split('\n').map((line) => `  ${line}`))
  if (failure.fix !== undefined) lines.push(`${paint('strong', 'mend it:')} ${failure.fix}`)
  return lines
}

/** Anything thrown, as a failure with a code. What nobody foresaw is a defect of ours and says so. */
export function asFailure(error: unknown): CliFailure {
  if (error instanceof CliFailure) return error
  if (isNoSpace(error)) return diskFull(error)
  const message = error instanceof Error ? error.message : String(error)
  return new CliFailure('UNEXPECTED', message, {
    fix: 'run it again with BARTAB_DEBUG=1 and report what it prints: this is a defect in bartab',
    cause: error,
  })
}

function isNoSpace(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'ENOSPC'
}

function diskFull(error: NodeJS.ErrnoException): CliFailure {
  return new CliFailure('DISK_FULL', 'the disk has no room left', {
    evidence: [error.path === undefined ? error.message : `writing ${error.path}: ${error.message}`],
    fix: 'make room (docker system df, du -sh .bartab), then run the same command again',
    cause: error,
  })
}

/** Prints a failure where it belongs and returns the exit code. */
export function reportFailure(error: unknown, terminal: Terminal, debug: boolean): number {
  const failure = asFailure(error)
  if (terminal.json) terminal.stderr.write(`${JSON.stringify({ schema: 1, error: failure })}\n`)
  else for (const line of failureLines(failure, terminal.paint)) terminal.say(line)
  if (debug) terminal.stderr.write(`${stackOf(failure)}\n`)
  return failure.exitCode
}

function stackOf(failure: CliFailure): string {
  return failure.cause instanceof Error ? `${failure.cause.stack}` : `${failure.stack}`
}
