import { expect, it } from 'vitest'
import { type BackupAges, backupAlarms } from './backup-ages.ts'

const day = 86_400_000
const now = 100 * day
const well: BackupAges = { last_ts: now - day, last_proved_ts: now - 2 * day, away: [], failed_drill: null }

it('is well while the last proved backup is young', () => {
  expect(backupAlarms(well, now)).toEqual([])
})

it('turns red when the last proved backup ages, though newer ones were made', () => {
  expect(backupAlarms({ ...well, last_proved_ts: now - 9 * day }, now)).toEqual([expect.stringContaining('proved')])
  expect(backupAlarms({ ...well, last_proved_ts: now - 2 * day }, now, 1)).toHaveLength(1)
})

it('gives a first backup the same time to be proved', () => {
  expect(backupAlarms({ ...well, last_proved_ts: null }, now)).toEqual([])
  expect(backupAlarms({ ...well, last_ts: now - 9 * day, last_proved_ts: null }, now)).toHaveLength(1)
})

it('names a drill that failed, and a place that was not reached', () => {
  const failed_drill = { name: 'one', ts: now, checks: ['restore: chat.sqlite is not what was written'] }
  const away = [{ place: 's3://chat', last_ts: null, error: 'it does not answer' }]
  expect(backupAlarms({ ...well, failed_drill, away }, now)).toEqual([
    expect.stringContaining('chat.sqlite'),
    expect.stringContaining('s3://chat'),
  ])
})

it('says nothing of a stack that has none yet', () => {
  expect(backupAlarms({ ...well, last_ts: null, last_proved_ts: null }, now)).toEqual([])
})
