import type { BackupIndex } from './manifest.ts'

/** How many backups are kept. What is left out is 0. */
export interface Keep {
  /** The newest so many. */
  last?: number
  /** The newest of each of the last so many days that have one, in UTC. */
  daily?: number
  weekly?: number
  monthly?: number
}

export const keepDefaults: Required<Keep> = { last: 7, daily: 7, weekly: 4, monthly: 12 }

export interface RetentionPlan {
  kept: { name: string; why: string[] }[]
  removed: string[]
}

type Dated = Pick<BackupIndex, 'name' | 'created_ts'>

const dayMs = 86_400_000
const periods = {
  daily: (ts: number) => new Date(ts).toISOString().slice(0, 10),
  weekly: (ts: number) => `week ${Math.floor((ts / dayMs + 3) / 7)}`,
  monthly: (ts: number) => new Date(ts).toISOString().slice(0, 7),
} as const

/** What stays and what goes. The newest stays, and so does the last one that was proved, whatever the numbers say. */
export function planRetention(backups: readonly Dated[], keep: Keep, lastProved: string | undefined): RetentionPlan {
  const newest = backups.toSorted((a, b) => b.created_ts - a.created_ts || b.name.localeCompare(a.name))
  const reasons = new Map<string, string[]>(newest.map(({ name }) => [name, []]))
  const give = (name: string | undefined, why: string) => name !== undefined && reasons.get(name)?.push(why)
  give(newest[0]?.name, 'newest')
  give(lastProved, 'last proved')
  for (const { name } of newest.slice(0, keep.last ?? 0)) give(name, 'last')
  for (const [period, labelOf] of Object.entries(periods)) {
    const firsts = new Map<string, string>()
    for (const { name, created_ts } of newest) {
      if (!firsts.has(labelOf(created_ts))) firsts.set(labelOf(created_ts), name)
    }
    for (const name of [...firsts.values()].slice(0, keep[period as keyof typeof periods] ?? 0)) give(name, period)
  }
  const entries = [...reasons].map(([name, why]) => ({ name, why }))
  return {
    kept: entries.filter(({ why }) => why.length > 0),
    removed: entries.filter(({ why }) => why.length === 0).map(({ name }) => name),
  }
}
