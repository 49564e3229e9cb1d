/** One way to do the thing that is compared. */
export interface Contender {
  name: string
  /** Answers with how much it did in a second. */
  measure(): Promise<number>
}

export interface Figure {
  name: string
  median: number
  min: number
  max: number
  /** Times the first contender's median. */
  ratio: number
}

/** Measures all contenders in turn, round by round, so that whatever else the machine does meets them alike. */
export async function compare(contenders: readonly Contender[], rounds: number): Promise<Figure[]> {
  const seen = contenders.map((): number[] => [])
  for (let round = 0; round < rounds; round++)
    for (const [at, contender] of contenders.entries()) seen[at]?.push(await contender.measure())
  const first = median(seen[0] ?? [])
  return contenders.map(({ name }, at) => {
    const values = seen[at] ?? []
    return {
      name,
      median: median(values),
      min: Math.min(...values),
      max: Math.max(...values),
      ratio: median(values) / first,
    }
  })
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}
