import { mostPolls } from '../most-polls.ts'
import { heldPolls } from './polls.ts'
import type { Settings } from './settings.ts'
import type { Stage } from './stage.ts'
import { rounded, type Table } from './table.ts'

/** What polls cost while they are held, and how long it takes to let all of them go. */
export async function comparePolls(stage: Stage, { polls: wanted, seconds, say }: Settings): Promise<Table> {
  const { ours, nginx, backdrop, tokens } = stage
  const polls = mostPolls(wanted, say)
  const rows = []
  for (const [name, front] of [
    ['BarTAB gateway', ours],
    ['nginx, no token check', nginx],
    ['straight at the upstream', undefined],
  ] as const) {
    const figure = await heldPolls(front ?? backdrop, backdrop.origin, tokens.bearer, polls, seconds)
    say(`${polls} held polls, ${name}: let go in ${Math.round(figure.releaseMs)} ms`)
    rows.push({ name, cells: [figure.memoryKbEach, figure.idleCpuPercent, figure.releaseMs].map(rounded) })
  }
  return {
    title: `${polls} held polls`,
    rounds: 1,
    columns: ['KB each', 'idle CPU %', 'all let go, ms'],
    rows,
  }
}
