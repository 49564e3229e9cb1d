import { readFileSync } from 'node:fs'

/**
 * As many polls as were asked for, or as the open files of a process allow where it has two for each of them: one that
 * relays them, or one that holds them at two servers. `say` is told when those are fewer.
 */
export function mostPolls(wanted: number, say: (text: string) => void): number {
  const limit = Number(/Max open files\s+\d+\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? 1_024)
  const polls = Math.min(wanted, Math.floor((limit - 500) / 2))
  if (polls < wanted) say(`${polls} polls instead of ${wanted}: this process may not open more files (ulimit -n)`)
  return polls
}
