import { median } from '../media/rounds.ts'
import { memoryMb } from './pinned-process.ts'
import type { Settings } from './settings.ts'
import type { Stage } from './stage.ts'
import { download, upload } from './streams.ts'
import { rounded, spread, type Table } from './table.ts'

/** Large bodies on their way up and down, beside nginx; and what of them stays in memory. */
export async function compareBodies(stage: Stage, { rounds, megabytes }: Settings): Promise<Table> {
  const { ours, nginx, tokens } = stage
  const bytes = megabytes * 1_048_576
  const fronts = [
    ['BarTAB gateway', ours],
    ['nginx, no token check', nginx],
  ] as const
  const seen = fronts.map(([name, front]) => ({ name, front, up: [] as number[], down: [] as number[] }))
  const most = new Map(seen.map(({ front }) => [front, 0]))
  await rounds.run(`bodies of ${megabytes} MiB`, async () => {
    for (const { front, up, down } of seen) {
      up.push(await upload(front.origin, tokens.bearer, bytes))
      down.push(await download(front.origin, tokens.bearer, bytes))
      most.set(front, Math.max(most.get(front) ?? 0, memoryMb(front.pid)))
    }
    const last = (figures: number[]) => Math.round(figures.at(-1) ?? 0)
    return seen.map(({ name, up, down }) => `${name} ${last(up)} up, ${last(down)} down`).join('; ')
  })
  const [upBase, downBase] = [median(seen[1]?.up ?? []), median(seen[1]?.down ?? [])]
  return {
    title: `Bodies of ${megabytes} MiB`,
    rounds: rounds.done,
    columns: ['up, MB/s', 'x nginx', 'down, MB/s', 'x nginx', 'memory MB'],
    rows: seen.map(({ name, front, up, down }) => {
      const cells = [spread(up), rounded(median(up) / upBase), spread(down), rounded(median(down) / downBase)]
      return { name, cells: [...cells, rounded(most.get(front) ?? 0)] }
    }),
  }
}
