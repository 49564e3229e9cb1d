import { type Snail, snails } from './snails.ts'

/** Fields to the finish. */
export const finish = 12

/** Where each snail is, step by step, until the first is there. The last step shows the winner. */
export function runCourse(random: () => number): number[][] {
  const steps: number[][] = [snails.map(() => 0)]
  for (;;) {
    const before = steps.at(-1) ?? []
    const after = snails.map((snail, lane) => (before[lane] ?? 0) + strideOf(snail, random()))
    steps.push(after.map((field) => Math.min(field, finish)))
    if (after.some((field) => field >= finish)) return steps
  }
}

/** Who is furthest; of several, whoever crawls in the upper lane. */
export function winnerOf(step: readonly number[]): Snail {
  return snails[step.indexOf(Math.max(...step))] ?? snails[0]
}

export function drawCourse(step: readonly number[]): string {
  return snails
    .map(({ name, emoji }, lane) => {
      const field = step[lane] ?? 0
      return `${'·'.repeat(field)}${emoji}${'·'.repeat(finish - field)}🏁 ${name}`
    })
    .join('\n')
}

function strideOf({ pace }: Snail, chance: number): number {
  if (chance < pace / 20) return 3
  return chance < pace / 7 ? 2 : 1
}
