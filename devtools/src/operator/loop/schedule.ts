import { Cron } from 'croner'

/** `off`, or a cron expression of five fields or six, in the machine's own time. */
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
