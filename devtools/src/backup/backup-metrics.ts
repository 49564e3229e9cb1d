import type { BackupState } from './backup-state.ts'
import { gauge, type Sample, seconds } from './prometheus-text.ts'

/** The state of backups in Prometheus' text format; what is not known has no sample. */
export function backupMetrics(stack: string, { last, away, proved, failed_drill }: BackupState): string {
  const one = (value: number | null | undefined): Sample[] => [{ labels: { stack }, value }]
  const places = Object.entries(away).map(([place, { created_ts }]) => ({
    labels: { stack, place },
    value: seconds(created_ts),
  }))
  return [
    gauge('bartab_backup_created_timestamp_seconds', 'When the newest backup was made', one(seconds(last?.created_ts))),
    gauge('bartab_backup_bytes', 'What the newest backup holds', one(last?.bytes)),
    gauge('bartab_backup_duration_seconds', 'How long the newest backup took', one(seconds(last?.duration_ms))),
    gauge('bartab_backup_away_timestamp_seconds', 'When the newest backup that is whole in a place was made', places),
    gauge(
      'bartab_backup_proved_timestamp_seconds',
      'When the last proved backup was made',
      one(seconds(proved?.created_ts)),
    ),
    gauge('bartab_backup_drill_timestamp_seconds', 'When a drill last succeeded', one(seconds(proved?.proved_ts))),
    gauge(
      'bartab_backup_drill_duration_seconds',
      'How long the last good drill took',
      one(seconds(proved?.duration_ms)),
    ),
    gauge('bartab_backup_drill_failed', '1 when the last drill failed', one(failed_drill === null ? 0 : 1)),
  ].join('')
}
