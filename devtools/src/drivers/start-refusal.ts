/** The exit code with which a service says that it cannot start as it is set up: trying again would not help. */
export const refusedToStart = (lastExit: string | undefined): boolean => /\bexit code 78\b/.test(lastExit ?? '')

/** Why a service did not start, in its own words: what it wrote last that is no line of its log. */
export function startWords(lines: readonly string[]): string | undefined {
  return lines.map((line) => line.trim()).findLast((line) => line !== '' && !line.startsWith('{'))
}

/** A log's lines without those that say the same again, and without the supervisor's own. */
export function distinctLines(lines: readonly string[]): string[] {
  return [...new Set(lines)].filter((line) => !line.trimStart().startsWith('{"supervisor"'))
}
