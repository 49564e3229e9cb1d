import type { CliFailure } from '@bartab/kit/cli'

/** One thing that is wrong: what, how it was seen, and the command that mends it. */
export interface Finding {
  code: string
  /** What is wrong, as a sentence without its full stop. */
  what: string
  /** The service that it concerns, where it concerns one. */
  service?: string
  evidence: readonly string[]
  fix: string
}

/** A failure of a command that was tried, as a finding. */
export function findingOf({ code, message, evidence, fix }: CliFailure): Finding {
  return { code, what: message, evidence, fix: fix ?? 'bartab up' }
}
