import { type Figure, median } from '../media/rounds.ts'

/** A contender's rounds as one figure; its ratio is to `first`. */
export function figureOf(name: string, values: readonly number[], first: number): Figure {
  const middle = median(values)
  return { name, median: middle, min: Math.min(...values), max: Math.max(...values), ratio: middle / first }
}

/** Medians of what was seen in each round, by name. */
export const mediansOf = (seen: Readonly<Record<string, readonly number[]>>, unit: string): Record<string, number> =>
  Object.fromEntries(Object.entries(seen).map(([name, values]) => [`${name}, ${unit}`, median(values)]))
