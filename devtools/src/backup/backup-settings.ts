import type { Keep } from '@bartab/backups'
import { Type } from 'typebox'
import { scheduleField } from '../stack/schedule-field.ts'

const closed = { additionalProperties: false } as const
const count = Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000, description: 'how many are kept' }))
const path = (does: string) => Type.Optional(Type.String({ minLength: 1, description: does }))

/** `backups` in `bartab.yaml`. The operator reads the schedules; the verbs read the rest where no flag says otherwise. */
export const backupsSchema = Type.Object(
  {
    schedule: scheduleField('a backup', '0 3 * * *'),
    drill: scheduleField('a drill that proves the newest backup', '0 5 * * 0'),
    keep: Type.Optional(
      Type.Object(
        { last: count, daily: count, weekly: count, monthly: count },
        { ...closed, description: 'last, daily, weekly and monthly, each a number' },
      ),
    ),
    folder: path("a folder, in place of the stack's own"),
    to: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        description: 'a list of further places: folders, or s3://bucket/prefix?endpoint=https://…',
      }),
    ),
    continuous: path('a folder or s3://bucket/path, to which every database is followed as it is written'),
    recipients: Type.Optional(
      Type.Array(Type.String({ pattern: '^age1[a-z0-9]+$' }), {
        minItems: 1,
        description: 'a list of age public keys, such as [age1…]',
      }),
    ),
    identity: path('a file with the age secret key that opens the backups, for drills'),
    passphrase_file: path('a file with a passphrase'),
    ping: Type.Optional(
      Type.String({
        pattern: '^https?://',
        description: 'a URL that is asked after each backup that reached all places',
      }),
    ),
    alarm_days: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 366, description: 'how old the last proved backup may be, in days' }),
    ),
    alarm_lag_seconds: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 86_400,
        description: 'how far a followed database may be ahead of its copy',
      }),
    ),
    alarm_wal_mb: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'how large a write-ahead log may become' }),
    ),
  },
  {
    ...closed,
    description:
      'schedule, drill, keep, folder, to, continuous, recipients, identity, passphrase_file, ping, alarm_days, alarm_lag_seconds, alarm_wal_mb',
  },
)

export interface BackupSettings {
  schedule?: string
  drill?: string
  keep?: Keep
  folder?: string
  to?: string[]
  continuous?: string
  recipients?: string[]
  identity?: string
  passphrase_file?: string
  ping?: string
  alarm_days?: number
  alarm_lag_seconds?: number
  alarm_wal_mb?: number
}
