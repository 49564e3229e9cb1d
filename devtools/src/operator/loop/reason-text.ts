import type { CliFailure } from '@bartab/kit/cli'

const longest = 240

/** Why a round could not mend something, in one line: what failed, and the last thing that was heard of it. */
export function reasonText(error: unknown): string {
  const { message, evidence = [] } = error as Error & Partial<Pick<CliFailure, 'evidence'>>
  const last = evidence.at(-1)?.trim().slice(0, longest)
  return last ? `${message}: ${last}` : message
}
