import { type ExitCode, exitCodes } from './exit-codes.ts'

export interface FailureOptions {
  /** Why, as evidence: what was looked at and what it said. One line each. */
  evidence?: readonly string[]
  /** The command, or the one sentence, that mends it. */
  fix?: string
  /** What the process ends with. Default 1. */
  exitCode?: ExitCode
  /** The underlying error: shown with `BARTAB_DEBUG=1` only. */
  cause?: unknown
}

/**
 * A failure that a command explains: what failed, why with the evidence, and the command that mends it. `code` is
 * stable and meant for scripts; the text is meant for people and may change.
 */
export class CliFailure extends Error {
  override readonly name = 'CliFailure'
  readonly code: string
  readonly evidence: readonly string[]
  readonly fix: string | undefined
  readonly exitCode: ExitCode

  constructor(code: string, what: string, options: FailureOptions = {}) {
    super(what, { cause: options.cause })
    this.code = code
    this.evidence = options.evidence ?? []
    this.fix = options.fix
    this.exitCode = options.exitCode ?? exitCodes.failed
  }

  toJSON(): { code: string; what: string; evidence: readonly string[]; fix?: string; exit_code: number } {
    const fix = this.fix === undefined ? {} : { fix: this.fix }
    return { code: this.code, what: this.message, evidence: this.evidence, ...fix, exit_code: this.exitCode }
  }
}

/** The command was stopped from the keyboard, or by SIGTERM. Nothing is lost: the same verb again finishes the work. */
export function interrupted(verb: string, options: { fix?: string } = {}): CliFailure {
  return new CliFailure('INTERRUPTED', `${verb} was interrupted`, {
    fix: options.fix ?? `bartab ${verb}`,
    exitCode: exitCodes.interrupted,
  })
}
