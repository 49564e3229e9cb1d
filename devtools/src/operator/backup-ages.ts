import { readBackupState } from '../backup/backup-state.ts'
import type { FailedDrill } from '../backup/failed-drill.ts'
import type { StackFolder } from '../state/stack-folder.ts'

/** What `status` shows of backups. Times are milliseconds since the epoch, of when each backup was made. */
export interface BackupAges {
  last_ts: number | null
  last_proved_ts: number | null
  away: { place: string; last_ts: number | null; error: string | null }[]
  failed_drill: FailedDrill | null
}

export function readBackupAges(folder: StackFolder): BackupAges {
  const { last, proved, away, failed_drill } = readBackupState(folder)
  return {
    last_ts: last?.created_ts ?? null,
    last_proved_ts: proved?.created_ts ?? null,
    away: Object.entries(away).map(([place, { created_ts, error }]) => ({ place, last_ts: created_ts, error })),
    failed_drill,
  }
}

/** How old the last proved backup may be before `status` turns red, in days, where nothing else is set. */
export const alarmDaysDefault = 8

const dayMs = 86_400_000

/** Why the backups are not well; empty when they are. A stack without any backup is told so and is not red. */
export function backupAlarms(ages: BackupAges, now: number, alarmDays = alarmDaysDefault): string[] {
  const { last_ts, last_proved_ts, away, failed_drill } = ages
  if (last_ts === null) return []
  const old = (ts: number | null): boolean => ts === null || now - ts > alarmDays * dayMs
  return [
    ...(failed_drill === null ? [] : [failedText(failed_drill)]),
    ...(old(last_proved_ts ?? last_ts) ? [`no backup of the last ${alarmDays} days is proved to restore`] : []),
    ...away.flatMap(({ place, error }) => (error === null ? [] : [`the copy to ${place} failed: ${error}`])),
  ]
}

function failedText(failed: FailedDrill): string {
  const { name, place, checks } = failed
  const where = place === undefined ? '' : ` in ${place}`
  return `the drill of ${name}${where} failed: ${checks.join('; ')}`
}
