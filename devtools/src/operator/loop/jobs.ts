import { Cron } from 'croner'

/** What the operator does by the clock, and when where `bartab.yaml` says nothing. Times are the machine's own. */
export const jobs = {
  backup: { verb: 'backup create', cron: '0 3 * * *', does: 'a backup' },
  prune: { verb: 'backup prune', cron: '45 3 * * *', does: 'old backups removed' },
  drill: { verb: 'backup drill', cron: '0 5 * * 0', does: 'a drill that proves the last backup' },
  keys: { verb: 'keys rotate', cron: '0 4 1 * *', does: 'a new signing key' },
  media_collect: { verb: 'media collect', cron: '30 4 * * *', does: 'files removed that nothing names' },
  media_verify: { verb: 'media verify', cron: '30 5 * * 0', does: 'files read through' },
} as const

export type JobName = keyof typeof jobs
export const jobNames = Object.keys(jobs) as JobName[]

/** `off`, or a cron expression of five fields or six. */
export type Schedule = string

/** Whether a schedule can be understood. */
export function isSchedule(text: string): boolean {
  if (text === 'off') return true
  try {
    return new Cron(text, { paused: true }).nextRun() !== null
  } catch {
    return false
  }
}

/** When a schedule is next due after a time; nothing where it is off. */
export function nextRun(schedule: Schedule, after: number): number | undefined {
  if (schedule === 'off') return undefined
  return new Cron(schedule, { paused: true }).nextRun(new Date(after))?.getTime()
}

/** The schedule of each job that this release can do. */
export function schedulesOf(
  config: Partial<Record<JobName, Schedule>>,
  verbs: readonly string[],
): Map<JobName, Schedule> {
  const able = jobNames.filter((name) => verbs.includes(jobs[name].verb))
  return new Map(able.map((name) => [name, config[name] ?? jobs[name].cron]))
}
