import { median } from '../media/rounds.ts'
import { fullLoad, warmUpSeconds } from './load.ts'
import { lowLoad, onLoadCore } from './low-load.ts'
import type { Settings } from './settings.ts'
import { type Stage, urlOf } from './stage.ts'
import { rounded, spread, type Table } from './table.ts'

/** How long a request waits at 200 requests a second, and how much of that each of them adds to the upstream's own. */
export async function compareLatency(stage: Stage, { rounds, seconds }: Settings): Promise<Table> {
  const { contenders, fast, tokens } = stage
  const direct = { name: 'straight at the upstream', url: `${fast.origin}/chat/v1/rooms`, token: tokens.bearer }
  const all = [direct, ...contenders.map((each) => ({ name: each.name, url: urlOf(each), token: each.token }))]
  const seen = all.map((each) => ({ ...each, times: [] as number[] }))
  const each = Math.min(seconds, 3)
  for (const one of contenders) await fullLoad(urlOf(one), one.token, warmUpSeconds, one.server.pid)
  const asked = (url: string, token: string, seconds: number) => onLoadCore(() => lowLoad(url, token, seconds))
  await rounds.run('latency', async () => {
    for (const { url, token, times } of seen) times.push(await asked(url, token, each))
    return seen.map(({ name, times }) => `${name} ${rounded(times.at(-1) ?? 0)} ms`).join(', ')
  })
  const base = median(seen[0]?.times ?? [])
  return {
    title: 'Low load: 200 requests a second, one after the other',
    rounds: rounds.done,
    columns: ['p50 ms', 'added ms'],
    rows: seen.map(({ name, times }) => ({ name, cells: [spread(times), rounded(median(times) - base)] })),
  }
}
