import { expect, test } from 'vitest'
import { verbs } from '../../verbs/index.ts'
import { jobs, schedulesOf } from './jobs.ts'
import { isSchedule, nextRun } from './schedule.ts'

const noon = new Date(2026, 0, 31, 12, 0).getTime()

test.each(['off', '0 3 * * *', '*/5 * * * 1-5', '@daily'])('%s is a schedule', (text) => {
  expect(isSchedule(text)).toBe(true)
})

test.each(['', 'daily', '61 3 * * *', '0 3 * *', '0 0 31 2 *'])('%o is none', (text) => {
  expect(isSchedule(text)).toBe(false)
})

test('the next run is after the time that is asked for, in the time of the machine; off has none', () => {
  expect(nextRun('0 3 * * *', noon)).toBe(new Date(2026, 1, 1, 3, 0).getTime())
  expect(nextRun('off', noon)).toBeUndefined()
})

test('a job is done by a verb that this release has; the settings go before what is usual', () => {
  const known = verbs.map(({ name }) => name)
  const found = schedulesOf({ backups: { schedule: 'off' } }, known)
  expect([...found.keys()].every((name) => known.includes(jobs[name].verb))).toBe(true)
  expect([found.get('backup'), found.get('keys')]).toEqual(['off', jobs.keys.cron])
  expect(schedulesOf({}, [])).toEqual(new Map())
})
