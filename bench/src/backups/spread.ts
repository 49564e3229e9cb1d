/** Median, least and most of what was measured, for people. */
export function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b)
  const round = (value = 0) => Math.round(value * 10) / 10
  return `${round(sorted[Math.floor(sorted.length / 2)])} (${round(sorted[0])} to ${round(sorted.at(-1))})`
}
