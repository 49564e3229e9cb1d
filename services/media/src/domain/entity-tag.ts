/** The strong entity tag of a file: what it holds, so that it never changes under the same tag. */
export function entityTag(sha256: string): string {
  return `"sha256:${sha256}"`
}

/** Whether an `if-none-match` header names this tag; the comparison is weak, as RFC 9110 has it. */
export function matchesAny(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((entry) => entry.trim() === '*' || entry.trim().replace(/^W\//, '') === tag)
}

/** Whether a range may be honoured: without `if-range`, or when it names this very tag. */
export function rangeStands(ifRange: string | undefined, tag: string): boolean {
  return ifRange === undefined || ifRange.trim() === tag
}
