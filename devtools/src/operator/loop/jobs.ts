import type { Schedule } from './schedule.ts'

/** A job waits for a person's command rather than failing. */
const patient = ['--lock-wait', '10min']

/** What the operator does by the clock, and when where `bartab.yaml` says nothing. */
export const jobs = {
  backup: { verb: 'backup create', args: patient, cron: '0 3 * * *', does: 'a backup' },
  prune: { verb: 'backup prune', args: ['--yes', ...patient], cron: '45 3 * * *', does: 'old backups removed' },
  drill: { verb: 'backup drill', args: patient, cron: '0 5 * * 0', does: 'a drill that proves the last backup' },
  keys: { verb: 'keys rotate', args: patient, cron: '0 4 1 * *', does: 'a new signing key' },
  pepper: { verb: 'keys rotate', args: ['pepper', ...patient], cron: 'off', does: 'a new pepper for passwords' },
  media_links: { verb: 'keys rotate', args: ['media-links', ...patient], cron: 'off', does: 'a new secret for links' },
  operator: { verb: 'keys rotate', args: ['operator', ...patient], cron: 'off', does: "a new operator's credential" },
  media_collect: { verb: 'media collect', args: patient, cron: '30 4 * * *', does: 'files removed that nothing names' },
  media_verify: { verb: 'media verify', args: [], cron: '30 5 * * 0', does: 'files read through' },
} as const

export type JobName = keyof typeof jobs
export const jobNames = Object.keys(jobs) as JobName[]

/** The times of those that have no settings of their own. */
export type JobSchedules = Partial<Record<Exclude<JobName, 'backup' | 'drill'>, Schedule>>

/** What `bartab.yaml` says of times. */
interface ChosenSchedules {
  schedules?: JobSchedules
  backups?: { schedule?: Schedule; drill?: Schedule }
}

/** The schedule of each job that this release can do. */
export function schedulesOf(
  { schedules = {}, backups = {} }: ChosenSchedules,
  verbs: readonly string[],
): Map<JobName, Schedule> {
  const chosen: Partial<Record<JobName, Schedule | undefined>> = {
    ...{ ...schedules, backup: backups.schedule, drill: backups.drill },
  }
  const able = jobNames.filter((name) => verbs.includes(jobs[name].verb))
  return new Map(able.map((name) => [name, chosen[name] ?? jobs[name].cron]))
}
