/** Whether a release came out after another, by the three numbers of both; what follows a hyphen does not count. */
export function isNewer(release: string, other: string): boolean {
  const [theirs, ours] = [numbersOf(release), numbersOf(other)]
  const at = theirs.findIndex((number, i) => number !== ours[i])
  return at !== -1 && (theirs[at] ?? 0) > (ours[at] ?? 0)
}

const numbersOf = (release: string): number[] => (release.split('-')[0] ?? '').split('.').map(Number)
